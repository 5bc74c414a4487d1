package dev.hone.cli.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.engine.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupportDeskTest {
  private static final List<SampleCall> CALLS = SupportDesk.calls(1);

  @Test
  void sameSeedGivesSameBytes(@TempDir Path folder) throws Exception {
    SupportDesk.write(folder.resolve("a"), 5);
    SupportDesk.write(folder.resolve("b"), 5);
    SupportDesk.write(folder.resolve("c"), 6);

    Path log = folder.resolve("a/calls.jsonl");
    assertThat(log).hasSameBinaryContentAs(folder.resolve("b/calls.jsonl"));
    assertThat(folder.resolve("a/truth.jsonl"))
        .hasSameBinaryContentAs(folder.resolve("b/truth.jsonl"));
    assertThat(Files.mismatch(log, folder.resolve("c/calls.jsonl"))).isNotNegative();
    assertThat(Files.readAllLines(log)).hasSize(SupportDesk.CALLS);
  }

  @Test
  void logIsRightAsOftenAsItSays() throws Exception {
    double scored = 0;
    double right = 0;
    double systematic = 0;
    for (SampleCall call : CALLS) {
      SampleCall.Truth truth = call.truth();
      if (truth != null) {
        scored++;
        boolean same = answer(call).equals(truth.answer());
        right += same ? 1 : 0;
        systematic += truth.part().equals("systematic") && !same ? 1 : 0;
      }
    }

    assertThat(scored).isGreaterThan(2700);
    assertThat(right / scored).isCloseTo(0.78, within(0.02));
    assertThat(systematic / scored).isCloseTo(0.04, within(0.01));
  }

  @Test
  void systematicRowsAreAlwaysWrong() throws Exception {
    for (SampleCall call : CALLS) {
      SampleCall.Truth truth = call.truth();
      if (truth != null && truth.part().equals("systematic")) {
        assertThat(answer(call)).isNotEqualTo(truth.answer());
      }
    }
  }

  @Test
  void plantsTroubleOfEveryKind() {
    int cut = 0;
    for (SampleCall call : CALLS) {
      if (call.status() == 200 && call.response() != null && !readable(call.response())) {
        cut++;
      }
    }

    assertThat(cut).isBetween(10, 60);
    assertThat(CALLS).filteredOn(call -> call.status() == 429).hasSizeBetween(40, 110);
    assertThat(CALLS).filteredOn(call -> call.status() == 500).hasSizeBetween(20, 70);
    assertThat(CALLS).filteredOn(call -> call.request() == null).hasSizeBetween(10, 60);
    assertThat(CALLS)
        .filteredOn(call -> call.request() != null && call.response() == null)
        .hasSizeBetween(10, 60);
    assertThat(CALLS)
        .filteredOn(call -> call.request() != null && call.request().contains("@example.com"))
        .hasSizeBetween(60, 400);
  }

  @Test
  void unseenWordingsShareNoComplaintWithTheRest() {
    Set<String> seen = new HashSet<>();
    Set<String> unseen = new HashSet<>();
    for (SampleCall call : CALLS) {
      SampleCall.Truth truth = call.truth();
      if (truth != null) {
        String complaint = truth.template().substring(0, truth.template().indexOf('/'));
        (truth.wording().equals("unseen") ? unseen : seen).add(complaint);
      }
    }

    assertThat(unseen).isNotEmpty().doesNotContainAnyElementsOf(seen);
  }

  @Test
  void unseenWordingsAreHeldOutByRunOfSameSeed() throws Exception {
    for (SampleCall call : CALLS) {
      SampleCall.Truth truth = call.truth();
      if (truth != null && truth.wording().equals("unseen")) {
        JsonNode request = SampleCall.JSON.readTree(call.request());
        String session = request.at("/extra_params/session_id").asText();
        String key = dev.hone.examples.ExampleMaker.sessionKey(session);
        assertThat(dev.hone.examples.Split.side(key, 0.1, SupportDesk.splitSalt(1)))
            .isEqualTo(dev.hone.examples.Example.TEST);
      }
    }
  }

  @Test
  void policyTicketsAndAnswersAreAsShortAsTheSmallModelNeeds() throws Exception {
    Path model = Path.of(System.getProperty("hone.root"), "models", "hone-small");
    try (Tokenizer tokenizer = Tokenizer.open(model)) {
      assertThat(tokenizer.encode(SupportDesk.SYSTEM_PROMPT)).hasSizeLessThanOrEqualTo(400);
      int scored = 0;
      for (SampleCall call : CALLS) {
        SampleCall.Truth truth = call.truth();
        if (truth != null) {
          scored++;
          String ticket =
              SampleCall.JSON.readTree(call.request()).at("/messages/1/content").asText();
          assertThat(ticket).isNotEmpty();
          assertThat(tokenizer.encode(ticket)).as(ticket).hasSizeLessThanOrEqualTo(120);
          assertThat(tokenizer.encode(answer(call))).hasSizeLessThanOrEqualTo(48);
          assertThat(tokenizer.encode(truth.answer())).hasSizeLessThanOrEqualTo(48);
        }
      }
      assertThat(scored).isGreaterThan(2700);
    }
  }

  @Test
  void rowsStandInOrderOfTimeOverFourWeeks() {
    assertThat(CALLS).isSortedAccordingTo(java.util.Comparator.comparing(SampleCall::time));
    assertThat(CALLS.get(0).row().fieldNames())
        .toIterable()
        .contains("databricks_request_id", "request_time", "status_code", "request", "response");
    assertThat(CALLS.get(CALLS.size() - 1).time())
        .isAfter(CALLS.get(0).time().plusSeconds(26L * 24 * 3600));
  }

  private static String answer(SampleCall call) throws Exception {
    JsonNode body = SampleCall.JSON.readTree(call.response());
    return body.at("/choices/0/message/content").asText();
  }

  private static boolean readable(String json) {
    try {
      SampleCall.JSON.readTree(json);
      return true;
    } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
      return false;
    }
  }
}
