package dev.hone.cli.pretraining;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The word pools of the generated text, read once from {@code words.txt}. */
final class Words {
  private static final Map<String, List<String>> POOLS = load();

  private Words() {}

  /** The pool of that name; unknown names are a mistake of the caller. */
  static List<String> of(String pool) {
    List<String> words = POOLS.get(pool);
    if (words == null) {
      throw new IllegalArgumentException(
          "No word pool '" + pool + "'; there are " + POOLS.keySet());
    }
    return words;
  }

  private static Map<String, List<String>> load() {
    try (InputStream in = Words.class.getResourceAsStream("words.txt")) {
      if (in == null) {
        throw new IllegalStateException("words.txt is not beside " + Words.class.getName());
      }
      Map<String, List<String>> pools = new HashMap<>();
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int equals = line.indexOf(" = ");
        if (!line.startsWith("#") && equals > 0) {
          pools.put(line.substring(0, equals), List.of(line.substring(equals + 3).split(", ", -1)));
        }
      }
      return Map.copyOf(pools);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
