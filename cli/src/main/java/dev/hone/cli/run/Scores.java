package dev.hone.cli.run;

import dev.hone.cli.report.Answerer;
import dev.hone.verdicts.ExactMatch;
import dev.hone.verdicts.JsonFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compares every answer with the truth, where it is known, and with the logged answer. */
final class Scores {
  private Scores() {}

  /** One score for every answer, and for every request that a model gave none to. */
  static List<Score> of(List<HeldOut> heldOut) {
    List<Score> scores = new ArrayList<>();
    for (HeldOut request : heldOut) {
      for (Map.Entry<Answerer, Reply> reply : request.replies().entrySet()) {
        scores.add(score(request, reply.getKey(), reply.getValue()));
      }
    }
    return scores;
  }

  private static Score score(HeldOut request, Answerer model, Reply reply) {
    String text = reply.text() == null ? "" : reply.text();
    boolean answered = reply.error() == null;
    Truth truth = request.truth();
    JsonFields.Comparison fields =
        JsonFields.compare(truth == null ? request.logged() : truth.answer(), text);
    long expected = fields.fields().stream().filter(Scores::isExpectedJson).count();
    long equal =
        fields.fields().stream()
            .filter(Scores::isExpectedJson)
            .filter(JsonFields.Field::agrees)
            .count();
    return new Score(
        request.exampleId(),
        model,
        truth == null ? null : answered && ExactMatch.matches(truth.answer(), text),
        answered && ExactMatch.matches(request.logged(), text),
        answered ? (int) equal : 0,
        (int) expected);
  }

  private static boolean isExpectedJson(JsonFields.Field field) {
    return field.expected() != null && !field.name().equals(JsonFields.WORDS);
  }
}
