package dev.hone.engine.program;

import java.util.ArrayDeque;
import java.util.Deque;

/** What has been opened on the way to something larger: closed again if that never comes to be. */
public final class Opening implements AutoCloseable {
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  public <T extends AutoCloseable> T add(T resource) {
    opened.push(resource);
    return resource;
  }

  /** All went well: whoever got the resources closes them. */
  public <T> T keep(T whole) {
    opened.clear();
    return whole;
  }

  /** Closes what was not kept, the last first. */
  @Override
  public void close() {
    for (AutoCloseable resource : opened) {
      try {
        resource.close();
      } catch (Exception e) {
        throw new IllegalStateException("Cannot close " + resource, e);
      }
    }
  }
}
