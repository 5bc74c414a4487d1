package dev.hone.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of the formats, each broken once. */
class FormatRulesTest {
  private static final TrainingFormat OPENAI = TrainingFormats.named("openai");
  private static final TrainingFormat OPENPIPE = TrainingFormats.named("openpipe");

  @Test
  void openAiWantsResultsToAnswerCalls() {
    assertThat(
            OPENAI.problems(
                row(Message.user("x"), SampleRows.result("c1", "early"), Message.assistant("ok"))))
        .containsExactly("message 2 (tool) answers no call of the assistant's message before it");
    assertThat(
            OPENAI.problems(
                row(
                    Message.user("x"),
                    Message.calling(List.of(new ToolCall("c1", "f", "{}"))),
                    Message.user("well?"),
                    Message.assistant("ok"))))
        .containsExactly("message 3 (user) comes before the tools' results it must wait for");
  }

  @Test
  void openAiWantsArgumentsAndNamesItCanRead() {
    assertThat(
            OPENAI.problems(
                row(
                    Message.user("x"),
                    Message.calling(
                        List.of(
                            new ToolCall("c1", "f", "{\"cut"),
                            new ToolCall("c2", "look up", "[1]"))))))
        .containsExactly(
            "message 2 (assistant) calls a tool whose name is not 1 to 64 letters, digits, '_' and"
                + " '-'",
            "message 2 (assistant) calls 'f' with arguments that are no JSON object",
            "message 2 (assistant) calls 'look up' with arguments that are no JSON object");
  }

  @Test
  void openAiWantsContent() {
    assertThat(OPENAI.problems(row(Message.of(Message.USER, null), Message.assistant("a"))))
        .containsExactly("message 1 (user) has no content");
    assertThat(OPENAI.problems(row(Message.user("a"), Message.of(Message.ASSISTANT, null))))
        .containsExactly("message 2 (assistant) has no content and calls no tool");
    assertThat(OPENAI.problems(row(Message.of("critic", "a"), Message.assistant("a"))))
        .containsExactly("message 1 (critic) has an unknown role");
  }

  @Test
  void openAiTakesTextAndUsersImagesOnly() {
    Message audio = parts(Message.USER, "[{\"type\":\"input_audio\"}]");
    Message drawn = parts(Message.ASSISTANT, "[{\"type\":\"image_url\"}]");
    assertThat(OPENAI.problems(row(audio, drawn)))
        .containsExactly(
            "message 1 (user) has a content part of type 'input_audio'",
            "message 2 (assistant) has a content part of type 'image_url'");
  }

  @Test
  void openAiChecksTools() {
    TrainingRow row =
        TrainingRow.of(
            SampleRows.plain().turns(),
            "[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":[]}},"
                + "{\"type\":\"function\",\"function\":{\"name\":\"f\"}},"
                + "{\"type\":\"function\",\"function\":{\"name\":\"a b\"}},"
                + "{\"type\":\"web_search\"}]");
    assertThat(OPENAI.problems(row.withParams("{\"parallel_tool_calls\":\"yes\"}")))
        .containsExactly(
            "tool 1 has parameters that are no JSON schema",
            "tool 2 has the name of another, 'f'",
            "tool 3 has a name that is not 1 to 64 letters, digits, '_' and '-'",
            "tool 4 is not of type function",
            "'parallel_tool_calls' is neither true nor false");
  }

  @Test
  void openAiWantsSomethingToLearn() {
    TrainingRow row =
        TrainingRow.of(
            List.of(Turn.read(Message.user("a")), Turn.read(Message.assistant("b"))), null);
    assertThat(OPENAI.problems(row))
        .containsExactly("no message of the assistant is to be learned (all have weight 0)");
    assertThat(OPENAI.problems(SampleRows.judged()))
        .containsExactly("the answer was judged bad, which this format cannot say");
  }

  @Test
  void openAiPreferencesAreTextAlone() {
    TrainingRow row =
        TrainingRow.of(List.of(Turn.read(Message.user("a")), Turn.of(Message.assistant("b"))), null)
            .withRejected(Message.calling(List.of(new ToolCall("c", "f", "{}"))));
    assertThat(OPENAI.problems(row)).containsExactly("'non_preferred_output' is not text alone");
    assertThat(OPENAI.problems(row(Message.assistant("b")).withRejected(Message.assistant("c"))))
        .containsExactly("the row has no messages before the answer");
  }

  @Test
  void openAiWritesWhatItsDocumentationShows() {
    assertThat(Json.write(OPENAI.write(SampleRows.withHistory())))
        .isEqualTo(
            "{\"messages\":[{\"role\":\"user\",\"content\":\"one\"},{\"role\":\"assistant\",\"content\":\"1\",\"weight\":0},{\"role\":\"user\",\"content\":\"two\"},{\"role\":\"assistant\",\"content\":\"2\"}]}");
    TrainingRow pair =
        TrainingRow.of(List.of(Turn.read(Message.user("a")), Turn.of(Message.assistant("b"))), null)
            .withRejected(Message.assistant("c"));
    assertThat(Json.write(OPENAI.write(pair)))
        .isEqualTo(
            "{\"input\":{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]},\"preferred_output\":[{\"role\":\"assistant\",\"content\":\"b\"}],\"non_preferred_output\":[{\"role\":\"assistant\",\"content\":\"c\"}]}");
  }

  @Test
  void givesIdsToCallsWithout() {
    TrainingRow row =
        row(
            Message.user("x"),
            Message.calling(List.of(new ToolCall("", "f", "{}"), new ToolCall("", "g", "{}"))),
            SampleRows.result("", "1"),
            SampleRows.result("", "2"),
            Message.assistant("ok"));
    assertThat(OPENAI.problems(row)).isEmpty();
    ObjectNode json = OPENAI.write(row);
    assertThat(json.at("/messages/1/tool_calls/1/id").asText()).isEqualTo("call_2");
    assertThat(json.at("/messages/3/tool_call_id").asText()).isEqualTo("call_2");
  }

  @Test
  void reportsEveryProblemOfAFileWithItsLine() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TrainingFileWriter writer = new TrainingFileWriter("train.jsonl", false, OPENAI, false, out);
    TrainingRow bad = row(Message.of(Message.USER, null), Message.of(Message.ASSISTANT, null));
    writer.add("e1", WrittenRow.of(SampleRows.plain(), OPENAI));
    writer.add("e2", WrittenRow.of(bad, OPENAI));
    writer.add("e3", WrittenRow.of(SampleRows.preference(), OPENAI));
    assertThat(writer.finish())
        .containsExactly(
            "train.jsonl, line 2 (example e2): message 1 (user) has no content",
            "train.jsonl, line 2 (example e2): message 2 (assistant) has no content and calls no"
                + " tool",
            "train.jsonl: the file mixes rows of several kinds (1 supervised, 1 preference); write"
                + " one kind a file",
            "train.jsonl: the file has 2 rows; OpenAI asks for 10");
  }

  @Test
  void skipsAndCountsOnDemand() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    TrainingFileWriter writer = new TrainingFileWriter("test.jsonl", true, OPENAI, true, out);
    writer.add("e1", WrittenRow.of(SampleRows.judged(), OPENAI));
    writer.add("e2", WrittenRow.of(SampleRows.callingWithText(), OPENAI));
    assertThat(writer.finish()).isEmpty();
    assertThat(writer.rows()).isEqualTo(1);
    assertThat(writer.skipped())
        .isEqualTo(Map.of("the answer was judged bad, which this format cannot say", 1L));
    assertThat(writer.leftOut())
        .isEqualTo(Map.of("field 'tool_choice'", 1L, "field 'temperature'", 1L, "reasoning", 1L));
    assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(1);
  }

  @Test
  void largeFilesAreRefused() {
    assertThat(
            OPENAI.fileProblems(
                new FileFacts(false, Map.of(RowKind.SUPERVISED, 10L), OpenAiFormat.MAX_BYTES + 1)))
        .containsExactly("the file has 536,870,913 bytes; OpenAI takes up to 536,870,912");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{}|the messages are not an array of at least one",
        "{\"messages\":[]}|the messages are not an array of at least one",
        "{\"messages\":[7]}|message 1 is not a JSON object",
        "{\"messages\":[{\"content\":\"a\"}]}|message 1: A message has no role.",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}|the last message is not the"
            + " assistant's",
        "{\"messages\":[{\"role\":\"assistant\",\"content\":\"a\",\"weight\":2}]}|message 1 has a"
            + " weight that is neither 0 nor 1",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"a\",\"weight\":1}]}|message 1 has a weight"
            + " and is not the assistant's",
        "{\"messages\":[{\"role\":\"assistant\",\"function_call\":{\"name\":\"f\"}}]}|message 1 has"
            + " a function_call without arguments",
        "{\"messages\":[{\"role\":\"assistant\"}]}|message 1 (assistant) has no content and calls"
            + " no tool",
        "{\"messages\":[{\"role\":\"assistant\",\"content\":\"a\"}],\"split\":\"DEV\"}|'split' is"
            + " neither TRAIN nor TEST",
        "{\"messages\":[{\"role\":\"assistant\",\"content\":\"a\"}],\"metadata\":{\"a\":[]}}|'metadata'"
            + " holds more than text",
        "{\"messages\":[{\"role\":\"assistant\",\"content\":\"a\"}],\"judgement\":\"MAYBE\"}|'judgement'"
            + " is neither PASS nor FAIL",
        "{\"messages\":[{\"role\":\"assistant\",\"content\":\"a\"}],\"rejected_message\":{\"role\":\"user\",\"content\":\"b\"}}|the"
            + " rejected message is not the assistant's",
        "{\"input\":{\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]},\"output\":{\"error\":\"x\"}}|'output'"
            + " holds no message of the assistant"
      })
  void openPipeImportSaysWhatIsWrong(String row, String reason) {
    assertThatThrownBy(() -> OPENPIPE.read((ObjectNode) Json.parse(row)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(reason);
  }

  @Test
  void openPipeReadsLegacyRows() {
    TrainingRow row =
        OPENPIPE.read(
            (ObjectNode)
                Json.parse(
                    "{\"input\":{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"},{\"role\":\"user\",\"content\":\"c\"}],"
                        + "\"functions\":[{\"name\":\"f\"}],\"function_call\":{\"name\":\"f\"},\"temperature\":0},"
                        + "\"output\":{\"role\":\"assistant\",\"function_call\":{\"name\":\"f\",\"arguments\":\"{}\"}},\"split\":\"TEST\"}"));
    assertThat(row.split()).isEqualTo("test");
    assertThat(row.onlyAnswerIsLearned()).isTrue();
    assertThat(row.toolsJson())
        .isEqualTo("[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]");
    assertThat(Json.write(row.param("tool_choice")))
        .isEqualTo("{\"type\":\"function\",\"function\":{\"name\":\"f\"}}");
    assertThat(row.answer().toolCalls()).containsExactly(new ToolCall("", "f", "{}"));
  }

  @Test
  void openPipeReadsLogExports() {
    TrainingRow row =
        OPENPIPE.read(
            (ObjectNode)
                Json.parse(
                    "{\"input\":{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]},\"output\":{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"b\"}}]},\"tags\":{\"prompt_id\":7}}"));
    assertThat(row.answer().text()).isEqualTo("b");
    assertThat(row.metadata()).isEqualTo(Map.of("prompt_id", "7"));
  }

  @Test
  void openPipeTakesContentOrCalls() {
    assertThat(OPENPIPE.leavesOut(SampleRows.callingWithText()))
        .containsExactly("field 'temperature'", "text beside tool calls");
    assertThat(OPENPIPE.write(SampleRows.callingWithText()).at("/messages/1/content").isNull())
        .isTrue();
  }

  @Test
  void trlReadsTextAndSharedPrompts() {
    TrainingFormat trl = TrainingFormats.named("trl");
    TrainingRow text =
        trl.read((ObjectNode) Json.parse("{\"prompt\":\"a\",\"chosen\":\"b\",\"rejected\":\"c\"}"));
    assertThat(text)
        .isEqualTo(
            TrainingRow.of(
                    List.of(Turn.read(Message.user("a")), Turn.of(Message.assistant("b"))), null)
                .withRejected(Message.assistant("c")));
    TrainingRow shared =
        trl.read(
            (ObjectNode)
                Json.parse(
                    "{\"chosen\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"}],\"rejected\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"c\"}]}"));
    assertThat(shared).isEqualTo(text);
    assertThatThrownBy(
            () -> trl.read((ObjectNode) Json.parse("{\"completions\":[],\"labels\":[]}")))
        .hasMessage("the row judges steps of an answer; Hone learns whole answers");
  }

  @Test
  void trlWritesArgumentsAsObjectsAndToolsAsText() {
    ObjectNode json = TrainingFormats.named("trl").write(SampleRows.withTools());
    assertThat(json.at("/messages/1/tool_calls/0/function/arguments/id").asText()).isEqualTo("A-1");
    assertThat(json.path("tools").isTextual()).isTrue();
  }

  @Test
  void axolotlLearnsWholeAnswersOnly() {
    assertThatThrownBy(
            () ->
                TrainingFormats.named("axolotl")
                    .read(
                        (ObjectNode)
                            Json.parse(
                                "{\"messages\":[{\"role\":\"assistant\",\"content\":\"a\",\"train_detail\":[]}]}")))
        .hasMessage("message 1 is learned in parts (train_detail); Hone learns whole answers");
  }

  @Test
  void llamaFactoryReadsAlpacaByTheNamesItIsGiven() {
    DatasetInfo info =
        DatasetInfo.parse(
                "{\"mine\":{\"file_name\":\"mine.json\",\"columns\":{\"prompt\":\"q\",\"response\":\"a\",\"history\":\"h\"}},\"remote\":{\"hf_hub_url\":\"x/y\"}}")
            .get("mine");
    assertThat(info.fileName()).isEqualTo("mine.json");
    TrainingRow row =
        new LlamaFactoryFormat(info)
            .read(
                (ObjectNode)
                    Json.parse(
                        "{\"q\":\"Add.\",\"input\":\"1+1\",\"a\":\"2\",\"h\":[[\"Hi\",\"Hello\"]],\"id\":5}"));
    assertThat(Turn.messages(row.turns()))
        .containsExactly(
            Message.user("Hi"),
            Message.assistant("Hello"),
            Message.user("Add.\n1+1"),
            Message.assistant("2"));
    assertThat(row.paramsJson()).isEqualTo("{\"id\":5}");
  }

  @Test
  void llamaFactoryTakesTurns() {
    TrainingFormat format = TrainingFormats.named("llama-factory");
    assertThat(format.problems(SampleRows.withTools())).isEmpty(); // two results, one observation
    assertThat(format.problems(row(Message.assistant("a"))))
        .containsExactly(
            "the conversation does not take turns: 1 of them",
            "turn 1 (assistant) is out of turn: user or observation, then the assistant");
    assertThat(format.companions(Map.of("train.jsonl", RowKind.PREFERENCE)).get(DatasetInfo.FILE))
        .contains("\"train\"", "\"file_name\" : \"train.jsonl\"", "\"ranking\" : true");
  }

  private static Message parts(String role, @Nullable String parts) {
    return new Message(role, null, parts, null, List.of(), null, null, null);
  }

  private static TrainingRow row(Message... messages) {
    return TrainingRow.of(List.of(messages).stream().map(Turn::of).toList(), null);
  }
}
