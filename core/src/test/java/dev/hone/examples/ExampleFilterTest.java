package dev.hone.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.Message;
import dev.hone.chat.TokenCounter;
import dev.hone.chat.ToolCall;
import dev.hone.json.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExampleFilterTest {
  private static final String TOOLS =
      "[{\"type\":\"function\",\"function\":{\"name\":\"pay\",\"parameters\":{\"type\":\"object\","
          + "\"properties\":{\"amount\":{\"type\":\"number\"}},\"required\":[\"amount\"]}}}]";
  private static final String FORMAT =
      "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"t\",\"strict\":true,\"schema\":{"
          + "\"type\":\"object\",\"properties\":{\"team\":{\"enum\":[\"a\",\"b\"]}},"
          + "\"required\":[\"team\"],\"additionalProperties\":false}}}";

  private static @Nullable String reason(ExampleFilter filter, Example example) {
    return filter.dropReason(example, null);
  }

  private static @Nullable String reason(Example example) {
    return reason(ExampleFilter.defaults(), example);
  }

  private static Example example(String question, Message answer) {
    return example(question, null, null, answer, "stop");
  }

  private static Example example(
      String question,
      @Nullable String tools,
      @Nullable String format,
      Message answer,
      String finishReason) {
    return new Example(
        "e",
        "c",
        null,
        List.of(Message.user(question)),
        tools,
        format,
        answer,
        "g",
        1,
        null,
        null,
        new Provenance("logs", "1", null, null, finishReason, null, null, Map.of(), List.of()));
  }

  private static Message calling(String name, String arguments) {
    return Message.calling(List.of(new ToolCall("1", name, arguments)));
  }

  @Test
  void filtersByFormAndLength() {
    ExampleFilter filter = new ExampleFilter(10, 4, 0, 0, 0, false, true, true, true, Set.of());
    assertThat(reason(filter, example("Q", Message.assistant("A")))).isNull();
    assertThat(reason(filter, example("Q".repeat(11), Message.assistant("A"))))
        .isEqualTo("prompt is longer than 10 characters");
    assertThat(reason(filter, example("Q", Message.assistant("AAAAA"))))
        .isEqualTo("answer is longer than 4 characters");
    assertThat(reason(filter, example("Q", Message.assistant(" ")))).isEqualTo("answer is empty");
    assertThat(reason(filter, example("Q", calling("f", "{}")))).isEqualTo("answer calls tools");
    Example kept = example("Q", Message.assistant("A"));
    assertThat(filter.apply(kept, null)).isEqualTo(kept);
    assertThatThrownBy(() -> new ExampleFilter(0, 4, 0, 0, 0, false, true, true, true, Set.of()))
        .hasMessageContaining("maxPromptChars 0");
  }

  @Test
  void leavesOutRefusalsAndCutAnswers() {
    Message refusal =
        new Message("assistant", null, null, null, List.of(), null, "I cannot.", null);
    assertThat(reason(example("Q", refusal))).isEqualTo("answer is a refusal");
    assertThat(reason(example("Q", Message.assistant("I’m sorry, but I can’t help with that."))))
        .isEqualTo("answer is a refusal");
    assertThat(reason(example("Q", Message.assistant("I'm sorry that your parcel is late."))))
        .isNull();
    assertThat(reason(example("Q", null, null, Message.assistant("and th"), "length")))
        .isEqualTo("answer was cut at the token limit");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"team\":\"a\"}|",
        "{\"team\":\"c\"}|answer breaks its JSON schema",
        "{\"team\":\"a\",\"x\":1}|answer breaks its JSON schema",
        "team a|answer is not the JSON asked for"
      })
  void answersKeepTheirResponseFormat(String answer, @Nullable String reason) {
    assertThat(reason(example("Q", null, FORMAT, Message.assistant(answer), "stop")))
        .isEqualTo(reason);
  }

  @Test
  void argumentsKeepTheToolsParameters() {
    assertThat(reason(example("Q", TOOLS, null, calling("pay", "{\"amount\":1.5}"), "stop")))
        .isNull();
    assertThat(reason(example("Q", TOOLS, null, calling("pay", "{}"), "stop")))
        .isEqualTo("tool arguments break the tool's schema");
    assertThat(reason(example("Q", TOOLS, null, calling("pay", "{\"am"), "stop")))
        .isEqualTo("tool arguments are not JSON");
    assertThat(reason(example("Q", TOOLS, null, calling("send", "{}"), "stop")))
        .isEqualTo("answer calls a tool that is not on offer");
    assertThat(reason(example("Q", null, null, calling("send", "{}"), "stop")))
        .as("what was on offer is not known")
        .isNull();
  }

  @Test
  void schemasFetchNothingAndEndInTime() {
    JsonNode value = Json.parse("{\"a\":\"" + "a".repeat(40) + "!\"}");
    for (String schema :
        List.of(
            "{\"$ref\":\"https://example.invalid/schema.json\"}",
            "{\"$ref\":\"file:///etc/passwd\"}",
            "{\"$schema\":\"http://example.invalid/dialect\",\"type\":\"object\"}",
            "{\"properties\":{\"a\":{\"$ref\":\"other.json#/x\"}}}",
            "{\"$ref\":\"#\"}",
            "{\"$ref\":\"#/nowhere\"}",
            "{\"properties\":{\"a\":{\"pattern\":\"(.*)(.*)(.*)(.*)(.*)(.*)(.*)(.*)#\"}}}",
            "{\"properties\":{\"a\":{\"pattern\":\"(\"}}}",
            "{\"type\":7}",
            "[1]")) {
      assertThat(JsonSchemas.check(Json.parse(schema), value))
          .as(schema)
          .isNotEqualTo(JsonSchemas.Verdict.INVALID);
    }
    assertThat(
            JsonSchemas.check(
                Json.parse(
                    "{\"$defs\":{\"s\":{\"type\":\"integer\"}},\"properties\":"
                        + "{\"a\":{\"$ref\":\"#/$defs/s\"}}}"),
                value))
        .isEqualTo(JsonSchemas.Verdict.INVALID);
  }

  @Test
  void countsInTheBaseModelsTokens() {
    TokenCounter words =
        new TokenCounter() {
          @Override
          public Count count(List<Message> messages, @Nullable String tools, Message answer) {
            if (messages.get(0).text().isEmpty()) {
              throw new IllegalArgumentException("the template needs a question");
            }
            return new Count(
                messages.get(0).text().split(" ", -1).length, answer.text().split(" ", -1).length);
          }

          @Override
          public void close() {}
        };
    ExampleFilter filter = new ExampleFilter(99, 99, 3, 2, 4, true, false, false, true, Set.of());
    assertThat(filter.countsTokens()).isTrue();
    assertThat(filter.dropReason(example("a b c", Message.assistant("d")), words)).isNull();
    assertThat(filter.dropReason(example("a b c d", Message.assistant("d")), words))
        .isEqualTo("prompt is longer than 3 tokens");
    assertThat(filter.dropReason(example("a", Message.assistant("b c d")), words))
        .isEqualTo("answer is longer than 2 tokens");
    assertThat(filter.dropReason(example("a b c", Message.assistant("d e")), words))
        .isEqualTo("example is longer than 4 tokens");
    assertThat(filter.dropReason(example("", Message.assistant("d e")), words))
        .isEqualTo("the base model's template refuses it");
  }

  @Test
  void keepsTheLanguagesAskedFor() {
    ExampleFilter german =
        new ExampleFilter(999, 99, 0, 0, 0, true, false, false, true, Set.of("de"));
    Message answer = Message.assistant("A");
    assertThat(reason(german, example("Wo ist mein Paket? Es ist seit einer Woche weg.", answer)))
        .isNull();
    assertThat(reason(german, example("Where is my parcel? It has been gone for a week.", answer)))
        .isEqualTo("language of the prompt is en");
    assertThat(reason(german, example("OK 12", answer))).as("too short to tell").isNull();
    assertThatThrownBy(
            () -> new ExampleFilter(9, 9, 0, 0, 0, true, true, true, true, Set.of("german")))
        .hasMessageContaining("german")
        .hasMessageContaining("ISO 639-1");
  }

  @Test
  void repeatedCallsAreToldByWhatWasAskedAndSaid() {
    List<Message> prompt = List.of(Message.system("S"), Message.user("Q"));
    assertThat(RepeatedCalls.promptKey(prompt, "[ ]", null))
        .isEqualTo(RepeatedCalls.promptKey(prompt, "[]", null))
        .isNotEqualTo(RepeatedCalls.promptKey(prompt, null, null))
        .isNotEqualTo(RepeatedCalls.promptKey(prompt.subList(1, 2), "[]", null));
    assertThat(RepeatedCalls.answerKey(Message.assistant("{\"b\":1.0, \"a\":2}\n")))
        .isEqualTo(RepeatedCalls.answerKey(Message.assistant("{\"a\":2,\"b\":1}")))
        .isNotEqualTo(RepeatedCalls.answerKey(Message.assistant("{\"a\":2,\"b\":2}")));
  }
}
