package dev.hone.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.calls.CallReader;
import dev.hone.calls.LogRow;
import dev.hone.calls.LoggedCall;
import dev.hone.chat.Message;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExampleMakerTest {
  private static final String ANSWER =
      "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"A\"},\"finish_reason\":\"stop\"}]}";

  private static LoggedCall call(String id, String request, @Nullable String response) {
    return CallReader.read(
        LogRow.inferenceTable("logs", id, 5L, 7L, 200, request, response, "someone"));
  }

  private static String request(String question, String more) {
    return "{\"messages\":[{\"role\":\"system\",\"content\":\"S\"},{\"role\":\"user\",\"content\":\""
        + question
        + "\"}]"
        + more
        + "}";
  }

  @Test
  void makesOneExampleACall() {
    Example example = ExampleMaker.make(call("1", request("Q", ""), ANSWER));
    assertThat(example.messages()).containsExactly(Message.system("S"), Message.user("Q"));
    assertThat(example.answer()).isEqualTo(Message.assistant("A"));
    assertThat(example.kept()).isTrue();
    assertThat(example.weight()).isEqualTo(1);
    assertThat(example.epochMillis()).isEqualTo(5L);
  }

  @Test
  void saysWhereItCameFrom() {
    Provenance from = ExampleMaker.make(call("1", request("Q", ""), ANSWER)).provenance();
    assertThat(from.source()).isEqualTo("logs");
    assertThat(from.sourceId()).isEqualTo("1");
    assertThat(from.userId()).isEqualTo("someone");
    assertThat(from.finishReason()).isEqualTo("stop");
    assertThat(from.readAt(7L).after("filter").after("split").rules())
        .containsExactly("filter", "split");
  }

  @Test
  void idsAreOneACallAndGroupsOneAQuestion() {
    Example first = ExampleMaker.make(call("1", request("Q", ""), ANSWER));
    Example again = ExampleMaker.make(call("2", request("Q", ""), ANSWER));
    Example other = ExampleMaker.make(call("3", request("R", ""), ANSWER));
    assertThat(again.id()).isNotEqualTo(first.id());
    assertThat(again.groupKey()).isEqualTo(first.groupKey());
    assertThat(other.groupKey()).isNotEqualTo(first.groupKey());
    assertThat(ExampleMaker.make(call("1", request("Q", ""), ANSWER))).isEqualTo(first);
  }

  @Test
  void aSessionStaysTogether() {
    String session = ",\"extra_params\":{\"session_id\":\"s1\"}";
    Example first = ExampleMaker.make(call("1", request("Q", session), ANSWER));
    Example second = ExampleMaker.make(call("2", request("R", session), ANSWER));
    assertThat(second.groupKey()).isEqualTo(first.groupKey());
  }

  @Test
  void whatIsNotCompleteIsDroppedWithItsReason() {
    assertThat(ExampleMaker.make(call("1", "{\"mess", null)).dropped())
        .isEqualTo("request is cut JSON");
    Example noAnswer = ExampleMaker.make(call("2", request("Q", ""), null));
    assertThat(noAnswer.dropped()).isEqualTo("no response body");
    assertThat(noAnswer.answer()).isNull();
    assertThat(noAnswer.drop("later").dropped())
        .as("first reason stays")
        .isEqualTo("no response body");
  }

  @Test
  void anExampleWithoutAnswerMustBeDropped() {
    Provenance logs = Provenance.of("logs", "1");
    assertThatThrownBy(
            () ->
                new Example("i", "c", null, List.of(), null, null, null, "g", 1, null, null, logs))
        .hasMessage("Example i has no answer and is not dropped.");
  }

  @Test
  void splitsByGroupAndNeverMovesATestGroupBack() {
    List<String> keys = IntStream.range(0, 5_000).mapToObj(i -> "group" + i).toList();
    List<String> tenth =
        keys.stream().filter(key -> Split.side(key, 0.1, "s").equals(Example.TEST)).toList();
    assertThat(tenth.size()).isBetween(420, 580);
    assertThat(tenth).allMatch(key -> Split.side(key, 0.3, "s").equals(Example.TEST));
    assertThat(keys).allMatch(key -> Split.side(key, 0, "s").equals(Example.TRAIN));
    assertThat(keys).allMatch(key -> Split.side(key, 1, "s").equals(Example.TEST));
    assertThat(Split.side("group0", 0.5, "a")).isEqualTo(Split.side("group0", 0.5, "a"));
    assertThatThrownBy(() -> Split.side("k", 1.5, "s")).hasMessageContaining("1.5");
  }
}
