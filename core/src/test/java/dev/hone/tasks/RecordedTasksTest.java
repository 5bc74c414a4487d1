package dev.hone.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.calls.CallReader;
import dev.hone.calls.LogRow;
import dev.hone.chat.Message;
import dev.hone.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Templates of real prompts, where a folder that holds them is named by hone.data. */
@Tag("recorded")
class RecordedTasksTest {
  private static final int FEWEST = 5;

  @Test
  void findsTheTemplatesOfRecordedPromptsAndNamesThemAgain() throws IOException {
    String folder = System.getProperty("hone.data", "");
    assumeTrue(!folder.isEmpty(), "hone.data is not set");
    List<List<Message>> prompts = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(folder, "recorded-calls.jsonl"))) {
      JsonNode row = Json.parse(line);
      prompts.add(
          CallReader.read(
                  LogRow.httpCapture(
                      "recorded-calls",
                      row.path("log_id").asText(),
                      row.path("host").asText(),
                      row.path("path").asText(),
                      row.path("status").asInt(),
                      row.path("request").asText(null),
                      row.path("response").asText(null)))
              .messages());
    }
    List<PromptTemplate> templates = TemplateFinder.find(prompts, FEWEST);
    TaskIndex index = new TaskIndex(templates);
    long named = prompts.stream().filter(prompt -> index.task(prompt) != null).count();
    System.out.printf(
        "Recorded calls: %d prompt templates of %d or more calls, which name %d of %d calls%n",
        templates.size(), FEWEST, named, prompts.size());
    assertThat(templates).isNotEmpty().extracting(PromptTemplate::id).doesNotHaveDuplicates();
    assertThat(named).isGreaterThanOrEqualTo((long) FEWEST * templates.size());
  }
}
