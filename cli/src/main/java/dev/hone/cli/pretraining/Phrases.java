package dev.hone.cli.pretraining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Wordings by what they say, read from a resource of lines {@code name = wording | wording}. */
final class Phrases {
  static final Phrases TOPICS = new Phrases("topics.txt");
  static final Phrases SENTENCES = new Phrases("phrases.txt");

  private final Map<String, List<String>> wordings = new LinkedHashMap<>();

  private Phrases(String resource) {
    try (InputStream in = Phrases.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException(resource + " is not beside " + Phrases.class.getName());
      }
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        int equals = line.indexOf(" = ");
        if (!line.startsWith("#") && equals > 0) {
          wordings.put(
              line.substring(0, equals), List.of(line.substring(equals + 3).split(" \\| ", -1)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<String> names() {
    return List.copyOf(wordings.keySet());
  }

  List<String> wordings(String name) {
    List<String> found = wordings.get(name);
    if (found == null) {
      throw new IllegalArgumentException("No phrases '" + name + "'; there are " + names());
    }
    return found;
  }

  /** A random wording, its slots filled: {@code {x}} with what is given, the others at random. */
  String say(Draw draw, String name, String x) {
    String text = draw.from(wordings(name)).replace("{x}", x);
    for (String pool : List.of("product", "city", "day", "month", "company")) {
      String slot = "{" + pool + "}";
      if (text.contains(slot)) {
        text = text.replace(slot, draw.word(pool));
      }
    }
    return text;
  }
}
