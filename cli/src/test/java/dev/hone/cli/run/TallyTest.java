package dev.hone.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.chat.Message;
import dev.hone.cli.report.Answerer;
import dev.hone.cli.report.Report;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyTest {
  private static final List<HeldOut> HELD_OUT =
      List.of(
          request("1", new Truth("A", "plain", "seen"), "A", answer("A")),
          request("2", new Truth("B", "conditional", "unseen"), "X", answer("B")),
          request("3", new Truth("C", "systematic", "seen"), "Y", answer("Y")),
          request("4", new Truth("D", "plain", "seen"), "D", failed("prompt of 1,200 tokens")),
          request("5", new Truth("E", "plain", "seen"), "E", failed("prompt of 1,300 tokens")));

  private final Tally tally = new Tally(HELD_OUT, Scores.of(HELD_OUT));

  @Test
  void scoresTheSystematicPartAndUnseenWordingsApart() {
    Map<String, Map<String, dev.hone.cli.report.Share>> accuracy = tally.accuracy();
    assertThat(accuracy.get(Report.ALL).get("tuned").right()).isEqualTo(2);
    assertThat(accuracy.get(Report.ALL).get("logged").right()).isEqualTo(3);
    assertThat(accuracy.get(Report.SYSTEMATIC).get("tuned").right()).isZero();
    assertThat(accuracy.get(Report.SYSTEMATIC).get("tuned").of()).isEqualTo(1);
    assertThat(accuracy.get(Report.OTHER).get("tuned").of()).isEqualTo(4);
    assertThat(accuracy.get(Report.UNSEEN_WORDING).get("tuned").right()).isEqualTo(1);
  }

  @Test
  void countsRequestsWithoutAnAnswerAsNotRightAndByReason() {
    assertThat(tally.accuracy().get(Report.ALL).get("tuned").of()).isEqualTo(5);
    assertThat(tally.unanswered()).isEqualTo(Map.of("tuned", Map.of("prompt of N tokens", 2L)));
  }

  @Test
  void takesMeansOverTheAnswersThereAre() {
    assertThat(tally.secondsPerAnswer().get("tuned")).isEqualTo(0.5);
    assertThat(tally.tokens().get("tuned")).isEqualTo(new Report.Tokens(10, 2));
    assertThat(tally.loggedUsd().getAsDouble()).isEqualTo(0.001);
  }

  @Test
  void knowsOnlyAgreementWhereNoTruthIsKnown() {
    List<HeldOut> unknown = List.of(request("1", null, "A", answer("A")));
    Tally log = new Tally(unknown, Scores.of(unknown));
    assertThat(log.accuracy()).isEmpty();
    assertThat(log.agreement().get("tuned").share()).isEqualTo(1);
  }

  @Test
  void comparesJsonFieldByField() {
    List<HeldOut> json =
        List.of(
            request(
                "1",
                new Truth("{\"a\": 1, \"b\": 2}", null, null),
                "{\"a\":1,\"b\":3}",
                answer("{\"a\":1.0,\"b\":2}")));
    Tally fields = new Tally(json, Scores.of(json));
    assertThat(fields.fields().get("logged").right()).isEqualTo(1);
    assertThat(fields.fields().get("logged").of()).isEqualTo(2);
    assertThat(fields.fields().get("tuned").right()).isEqualTo(2);
  }

  private static HeldOut request(
      String id, @org.jspecify.annotations.Nullable Truth truth, String logged, Reply tuned) {
    return new HeldOut(
        id,
        id,
        null,
        1,
        List.of(Message.user("ticket " + id)),
        truth,
        Map.of(
            Answerer.LOGGED,
            new Reply(logged, null, 400L, 30L, null, 0.001),
            Answerer.TUNED,
            tuned));
  }

  private static Reply answer(String text) {
    return new Reply(text, null, 10L, 2L, 0.5, null);
  }

  private static Reply failed(String error) {
    return new Reply(null, error, null, null, 0.1, null);
  }
}
