package dev.hone.templates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Published templates against what Python's jinja2 made of them; the data is not shipped. */
@Tag("recorded")
class PublishedTemplatesTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

  private final ObjectMapper mapper = new ObjectMapper();

  @Test
  void rendersEveryRecordedConversationToTheCharacter() throws IOException {
    String data = System.getProperty("hone.data", "");
    assumeTrue(!data.isEmpty(), "skipped: -Dhone.data names no folder with chat-templates/");
    Path folder = Path.of(data, "chat-templates");
    Map<String, ChatTemplate> templates = new HashMap<>();
    List<String> rows = Files.readAllLines(folder.resolve("renderings.jsonl"));
    for (String line : rows) {
      JsonNode row = mapper.readTree(line);
      String name = row.get("template").asText();
      if (!templates.containsKey(name)) {
        templates.put(
            name,
            ChatTemplate.compile(
                Files.readString(folder.resolve(name)), TemplateLimits.defaults(), CLOCK));
      }
      check(templates.get(name), row);
    }
    assertThat(rows).isNotEmpty();
  }

  private void check(ChatTemplate template, JsonNode row) {
    Map<String, Object> variables =
        mapper.convertValue(row.get("variables"), new TypeReference<Map<String, Object>>() {});
    String title = row.get("template").asText() + " / " + row.get("case").asText();
    if (row.hasNonNull("error")) {
      assertThatThrownBy(() -> template.render(variables))
          .as(title)
          .isInstanceOf(TemplateException.class)
          .hasMessageContaining(row.get("error").asText().replaceFirst("^TemplateError: ", ""));
    } else {
      assertThat(template.render(variables)).as(title).isEqualTo(row.get("rendered").asText());
    }
  }
}
