package dev.hone.cli.samples;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The wordings of tickets, in two halves: those of the whole log, and those kept for later. */
record Wordings(Map<String, List<String>> usual, Map<String, List<String>> kept) {

  /** Lines of {@code name = wording | wording || kept wording | kept wording}. */
  static Wordings load() {
    Map<String, List<String>> usual = new HashMap<>();
    Map<String, List<String>> kept = new HashMap<>();
    for (String line : resource("tickets.txt").lines().toList()) {
      int equals = line.indexOf(" = ");
      if (!line.startsWith("#") && equals > 0) {
        String name = line.substring(0, equals);
        String[] halves = line.substring(equals + 3).replace("\\n", "\n").split(" \\|\\| ", -1);
        usual.put(name, List.of(halves[0].split(" \\| ", -1)));
        kept.put(name, List.of(halves[1].split(" \\| ", -1)));
      }
    }
    return new Wordings(Map.copyOf(usual), Map.copyOf(kept));
  }

  static String resource(String name) {
    try (InputStream in = Wordings.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is not beside " + Wordings.class.getName());
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
