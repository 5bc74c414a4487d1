package dev.hone.cli.samples;

import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatModelProvider;
import dev.hone.chat.ModelUri;

/** Serves {@code simulated:teacher}. */
public final class SimulatedModels implements ChatModelProvider {
  /** The teacher of the sample logs. */
  public static final String TEACHER = SimulatedTeacher.URI;

  @Override
  public String scheme() {
    return "simulated";
  }

  @Override
  public ChatModel open(ModelUri uri) {
    if (!uri.name().equals("teacher")) {
      throw new IllegalArgumentException(
          "Unknown simulated model '" + uri + "'. There is " + TEACHER + ".");
    }
    return new SimulatedTeacher();
  }
}
