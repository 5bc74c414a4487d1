package dev.hone.providers;

import java.io.Serializable;
import java.util.Set;

/**
 * Where a key is, never the key: {@code env:VARIABLE}, {@code file:PATH} (its first line) or {@code
 * secret:SCOPE/KEY} (a Databricks secret, which only the driver can read).
 */
public record KeyRef(String kind, String name) implements Serializable {
  public static final String ENVIRONMENT = "env";
  public static final String FILE = "file";
  public static final String SECRET = "secret";

  private static final Set<String> KINDS = Set.of(ENVIRONMENT, FILE, SECRET);

  public KeyRef {
    if (!KINDS.contains(kind) || name.isBlank()) {
      throw malformed();
    }
    if (kind.equals(SECRET) && !name.matches("[^/]+/[^/]+")) {
      throw malformed();
    }
  }

  /**
   * Reads a reference.
   *
   * @throws IllegalArgumentException if it is none; the message does not repeat it, for it may be a
   *     key given by mistake
   */
  public static KeyRef parse(String text) {
    int colon = text.indexOf(':');
    if (colon <= 0) {
      throw malformed();
    }
    return new KeyRef(text.substring(0, colon), text.substring(colon + 1));
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "Invalid reference to a key. Write where the key is, never the key itself: env:VARIABLE,"
            + " file:PATH or secret:SCOPE/KEY.");
  }

  /** As it is written. */
  @Override
  public String toString() {
    return kind + ":" + name;
  }
}
