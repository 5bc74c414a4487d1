package dev.hone.verdicts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.verdicts.JsonFields.Comparison;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExactMatchTest {
  @Test
  void spacingAndKeyOrderOfJsonDoNotCount() {
    assertThat(ExactMatch.matches("billing", " billing\n")).isTrue();
    assertThat(ExactMatch.matches("billing", "Billing")).isFalse();
    assertThat(ExactMatch.matches("{\"a\": 1, \"b\": 40.0}", "{\"b\":40,\"a\":1}")).isTrue();
    assertThat(ExactMatch.matches("{\"a\": 1}", "{\"a\": \"1\"}")).isFalse();
    assertThat(ExactMatch.matches("{\"a\": 1}", "{\"a\": 1")).isFalse();
    assertThat(ExactMatch.matches("LEGAL {\"a\": 1}", "LEGAL  {\"a\":1}")).isTrue();
    assertThat(ExactMatch.matches("LEGAL {\"a\": 1}", "{\"a\": 1}")).isFalse();
    assertThat(ExactMatch.matches("see [1] and {x}", "see [1] and {y}")).isFalse();
    assertThat(ExactMatch.matches("[1e999]", "[1e999]")).isTrue();
  }

  @Test
  void comparesToolCallsWithoutTheirIds() {
    Message one = Message.calling(List.of(new ToolCall("x", "look", "{\"id\": 1}")));
    Message other = Message.calling(List.of(new ToolCall("y", "look", "{\"id\":1}")));
    Message third = Message.calling(List.of(new ToolCall("y", "look", "{\"id\":2}")));
    assertThat(ExactMatch.matches(one, other)).isTrue();
    assertThat(ExactMatch.matches(one, third)).isFalse();
    assertThat(ExactMatch.matches(one, Message.assistant(""))).isFalse();
    assertThat(ExactMatch.judge(one, null)).isEqualTo(new Verdict.Scored(0, false, "no answer"));
  }

  @Test
  void comparesFieldByField() {
    Comparison comparison =
        JsonFields.compare(
            "LEGAL {\"queue\": \"law\", \"order\": {\"id\": \"A-7\", \"lines\": [1, 2]}}",
            "LEGAL {\"order\": {\"id\": \"A-8\", \"lines\": [1, 2, 3]}, \"queue\": \"law\"}");
    assertThat(comparison.differing()).containsExactly("/order/id", "/order/lines/2");
    assertThat(comparison.fields()).hasSize(6);
    assertThat(comparison.share()).isEqualTo(4 / 6.0);
    assertThat(comparison.exact()).isFalse();
    assertThat(comparison.verdict().reasonText()).isEqualTo("differs in /order/id, /order/lines/2");
    assertThat(comparison.toJson())
        .contains(
            "{\"name\":\"/order/id\",\"expected\":\"\\\"A-7\\\"\",\"actual\":\"\\\"A-8\\\"\",\"agrees\":false}");
  }

  @Test
  void wordsInsteadOfJsonGetNoFieldRight() {
    assertThat(JsonFields.compare("{\"a\": 1}", "I think a is 1.").share()).isZero();
    assertThat(JsonFields.compare("billing", "billing ").exact()).isTrue();
    assertThat(JsonFields.compare("billing", "law").share()).isZero();
    assertThat(JsonFields.compare("{}", "{}").exact()).isTrue();
    assertThat(JsonFields.compare("{\"a\": null}", "{}").exact()).isFalse();
  }
}
