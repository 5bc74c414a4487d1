package dev.hone.providers;

import dev.hone.HoneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the key that a reference names. */
@FunctionalInterface
public interface KeySource {
  /** The environment and files of this machine; secrets it does not know. */
  KeySource OF_THIS_MACHINE =
      reference ->
          switch (reference.kind()) {
            case KeyRef.ENVIRONMENT -> System.getenv(reference.name());
            case KeyRef.FILE -> firstLine(reference);
            default -> null;
          };

  /** The key's value, or null where it is not to be found here. */
  @Nullable String value(KeyRef reference);

  /** This source, and the other for what this one does not find. */
  default KeySource orElse(KeySource other) {
    return reference -> {
      String value = value(reference);
      return value == null || value.isBlank() ? other.value(reference) : value;
    };
  }

  private static @Nullable String firstLine(KeyRef reference) {
    Path file = Path.of(reference.name());
    if (!Files.exists(file)) {
      return null;
    }
    try {
      List<String> lines = Files.readAllLines(file);
      return lines.isEmpty() ? null : lines.get(0);
    } catch (IOException e) {
      throw new HoneException("Cannot read the key's file " + file + ".", e);
    }
  }
}
