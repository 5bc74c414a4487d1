package dev.hone.templates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever the source, a template compiles and renders or fails as a template, and soon. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TemplateGarbageTest {
  private static final TemplateLimits SMALL = new TemplateLimits(20_000, 20_000, 30);
  private static final String[] PIECES = {
    "{{",
    "}}",
    "{%",
    "%}",
    "{#",
    "#}",
    "-",
    "+",
    " ",
    "\n",
    "'",
    "\"",
    "\\",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ".",
    ",",
    ":",
    "|",
    "~",
    "*",
    "**",
    "/",
    "//",
    "%",
    "=",
    "==",
    "<",
    ">=",
    "!",
    "x",
    "messages",
    "m",
    "1",
    "0",
    "2.5",
    "9999999999",
    "if",
    "else",
    "elif",
    "endif",
    "for",
    "in",
    "endfor",
    "set",
    "endset",
    "macro",
    "endmacro",
    "call",
    "endcall",
    "filter",
    "endfilter",
    "with",
    "endwith",
    "raw",
    "endraw",
    "generation",
    "endgeneration",
    "break",
    "continue",
    "recursive",
    "not",
    "and",
    "or",
    "is",
    "defined",
    "loop",
    "namespace",
    "range",
    "caller",
    "trim",
    "map",
    "select",
    "sort",
    "tojson",
    "join",
    "format",
    "split",
    "replace",
    "items",
    "true",
    "none",
    "é",
    "\uD83D",
    "😀",
    "\0"
  };
  private static final Map<String, Object> VARIABLES =
      Map.of(
          "messages",
          List.of(Map.of("role", "user", "content", "Hi 😀"), Map.of("role", "tool")),
          "x",
          "text",
          "m",
          Map.of("a", List.of(1, 2.5, "b", false)));

  private final Random random = new Random(20260102);

  @Test
  void survivesRandomPieces() {
    int rendered = 0;
    for (int i = 0; i < 10_000; i++) {
      StringBuilder source = new StringBuilder(random.nextBoolean() ? "{{ " : "{% ");
      for (int n = random.nextInt(12); n >= 0; n--) {
        source.append(PIECES[random.nextInt(PIECES.length)]);
        source.append(random.nextInt(3) == 0 ? "" : " ");
      }
      source.append(random.nextBoolean() ? " }}" : " %}");
      rendered += survives(source.toString()) ? 1 : 0;
    }
    assertThat(rendered).isPositive();
  }

  @Test
  void survivesDamagedTemplates() throws IOException {
    List<String> templates = templates();
    int rendered = 0;
    for (int i = 0; i < 4_000; i++) {
      StringBuilder source = new StringBuilder(templates.get(random.nextInt(templates.size())));
      String other = templates.get(random.nextInt(templates.size()));
      for (int n = random.nextInt(3); n >= 0; n--) {
        damage(source, other);
      }
      rendered += survives(source.toString()) ? 1 : 0;
    }
    assertThat(rendered).isGreaterThan(400);
  }

  private void damage(StringBuilder source, String other) {
    int at = random.nextInt(source.length() + 1);
    switch (random.nextInt(3)) {
      case 0 -> source.delete(at, Math.min(source.length(), at + 1 + random.nextInt(5)));
      case 1 -> source.insert(at, PIECES[random.nextInt(PIECES.length)]);
      default -> {
        int from = random.nextInt(other.length() + 1);
        int to = Math.min(other.length(), from + random.nextInt(40));
        source.insert(at, other, from, to);
      }
    }
  }

  /** Whether it rendered; anything thrown but a TemplateException fails the test. */
  private static boolean survives(String source) {
    try {
      ChatTemplate.compile(source, SMALL, Clock.systemUTC()).render(VARIABLES);
      return true;
    } catch (TemplateException e) {
      assertThat(e.line()).as(source).isPositive();
      return false;
    } catch (Throwable e) {
      throw new AssertionError("threw " + e + " on the template:\n" + source, e);
    }
  }

  private static List<String> templates() throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<String> templates = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                TemplateGarbageTest.class.getResourceAsStream("pairs.jsonl"),
                StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        templates.add(mapper.readTree(line).get("template").asText());
      }
    }
    return templates;
  }
}
