package dev.hone.cli.run;

import dev.hone.cli.report.Answerer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Two models whose answers are compared.
 *
 * @param model the first: the one that is asked about
 * @param other the second
 */
record ModelPair(Answerer model, Answerer other) {
  /** Tuned against logged: what a run is about. */
  static final ModelPair MAIN = new ModelPair(Answerer.TUNED, Answerer.LOGGED);

  /** Of two models the one to ask about comes first. */
  private static final List<Answerer> ORDER =
      List.of(
          Answerer.TUNED, Answerer.LOGGED, Answerer.TUNED_RAW, Answerer.FEW_SHOT, Answerer.BASE);

  /** Those with the tuned model. */
  static List<ModelPair> withTuned(List<HeldOut> heldOut) {
    return all(heldOut).stream().filter(pair -> pair.model == Answerer.TUNED).toList();
  }

  /** Each two models that gave an answer, once; {@link #MAIN} is the first. */
  static List<ModelPair> all(List<HeldOut> heldOut) {
    Set<Answerer> answered = EnumSet.noneOf(Answerer.class);
    for (HeldOut request : heldOut) {
      request
          .replies()
          .forEach(
              (model, reply) -> {
                if (reply.text() != null) {
                  answered.add(model);
                }
              });
    }
    List<ModelPair> pairs = new ArrayList<>();
    for (Answerer model : ORDER) {
      for (Answerer other : ORDER.subList(ORDER.indexOf(model) + 1, ORDER.size())) {
        if (answered.contains(model) && answered.contains(other)) {
          pairs.add(new ModelPair(model, other));
        }
      }
    }
    return pairs;
  }

  /** Whether a request has an answer of each. */
  boolean answered(HeldOut request) {
    return request.text(model) != null && request.text(other) != null;
  }
}
