package dev.hone.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Templates of our own against what jinja2 makes of them in transformers' settings, as recorded in
 * pairs.jsonl by scripts/references/templates.py.
 */
class TemplatePairsTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-02T03:04:05.678901Z"), ZoneOffset.UTC);

  private final ObjectMapper mapper = new ObjectMapper();

  @Test
  void rendersAsJinjaDoes() throws IOException {
    int rendered = 0;
    List<String> wrong = new ArrayList<>();
    for (JsonNode pair : pairs()) {
      if (pair.has("rendered")) {
        rendered++;
        String expected = pair.get("rendered").asText();
        Object actual = answer(pair);
        if (!expected.equals(actual)) {
          wrong.add(title(pair) + "\nexpected: " + expected + "\nbut was:  " + actual);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(rendered).isGreaterThan(200);
  }

  @Test
  void refusesWhatJinjaRefusesOnTheSameLine() throws IOException {
    int refused = 0;
    List<String> wrong = new ArrayList<>();
    for (JsonNode pair : pairs()) {
      if (pair.has("error")) {
        refused++;
        Object actual = answer(pair);
        String expected = pair.get("error").asText();
        if (!(actual instanceof TemplateException failure)) {
          wrong.add(title(pair) + "\nmust fail: " + expected + "\nbut was:   " + actual);
        } else if (pair.has("line") && pair.get("line").asInt() != failure.line()) {
          wrong.add(title(pair) + "\nis wrong in line " + pair.get("line") + ": " + failure);
        }
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(refused).isGreaterThan(200);
  }

  @Test
  void marksWhereTheAssistantSpeaks() throws IOException {
    int marked = 0;
    for (JsonNode pair : pairs()) {
      if (pair.has("generated")) {
        Rendered rendered = template(pair).renderMarked(variables(pair));
        List<Rendered.Span> expected = new ArrayList<>();
        pair.get("generated")
            .forEach(
                span -> expected.add(new Rendered.Span(span.get(0).asInt(), span.get(1).asInt())));
        assertThat(rendered.generated()).as(title(pair)).isEqualTo(expected);
        assertThat(rendered.text()).isEqualTo(pair.get("rendered").asText());
        marked += expected.size();
      }
    }
    assertThat(marked).isPositive();
  }

  /** The rendered text, or what was thrown instead. */
  private Object answer(JsonNode pair) {
    String[] text = new String[1];
    Throwable failure = catchThrowable(() -> text[0] = template(pair).render(variables(pair)));
    return failure == null ? text[0] : failure;
  }

  private static ChatTemplate template(JsonNode pair) {
    return ChatTemplate.compile(pair.get("template").asText(), TemplateLimits.defaults(), CLOCK);
  }

  private Map<String, Object> variables(JsonNode pair) {
    return mapper.convertValue(pair.get("variables"), new TypeReference<Map<String, Object>>() {});
  }

  private static String title(JsonNode pair) {
    return pair.get("name").asText() + ": " + pair.get("template").asText();
  }

  private List<JsonNode> pairs() throws IOException {
    List<JsonNode> pairs = new ArrayList<>();
    try (InputStream in = TemplatePairsTest.class.getResourceAsStream("pairs.jsonl");
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        pairs.add(mapper.readTree(line));
      }
    }
    return pairs;
  }
}
