package dev.hone.cli.run;

import dev.hone.chat.ChatModel;
import dev.hone.chat.Message;
import dev.hone.chat.ModelUri;
import dev.hone.spark.ledger.ModelAccess;
import dev.hone.verdicts.Case;
import dev.hone.verdicts.Judge;
import dev.hone.verdicts.Judged;
import dev.hone.verdicts.Pairwise;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Has a run's judge compare models' answers to the held-out requests, in both orders. */
final class PairJudge {
  /** What {@code hone_spend} calls what a judge that costs money is paid. */
  static final String PURPOSE = "judge";

  /** Cases sent to a judge together. */
  static final int BATCH = 16;

  private static final String SCRIPTED = "scripted:";

  private PairJudge() {}

  /** Whether a run's judge is a fixed rule standing in for a model. */
  static boolean isScripted(RunSettings settings) {
    return settings.judge().startsWith(SCRIPTED);
  }

  /**
   * Judges pairs of models over all requests that both answered. All pairs where that costs nothing
   * or the run was told to, else those with the tuned model.
   *
   * @return pair of models by pair of models, requests in their order
   */
  static List<JudgedPair> judge(RunContext run, List<HeldOut> heldOut) {
    boolean all = run.settings().allPairs() || isScripted(run.settings());
    List<ModelPair> models = all ? ModelPair.all(heldOut) : ModelPair.withTuned(heldOut);
    if (models.isEmpty()) {
      return List.of();
    }
    long pairs =
        models.stream().mapToLong(two -> heldOut.stream().filter(two::answered).count()).sum();
    ModelUri uri = ModelUri.parse(run.settings().judge());
    if (ModelAccess.isPaid(uri)) {
      run.progress()
          .note(
              String.format(
                  Locale.ROOT,
                  "Verdicts: %,d pairs, at most %,d calls of %s; the same answers tie unasked.",
                  pairs,
                  2 * pairs,
                  uri));
    }
    try (ChatModel model = ModelAccess.of(run.spark(), PURPOSE, List.of(uri)).open(uri)) {
      return judge(
          Pairwise.of().with(model),
          heldOut,
          models,
          done -> {
            run.stop().check();
            run.progress().at(String.format(Locale.ROOT, "%,d of %,d pairs judged", done, pairs));
          });
    }
  }

  /**
   * As {@link #judge(RunContext, List)}.
   *
   * @param before told how many are judged, before each batch
   */
  static List<JudgedPair> judge(
      Judge judge, List<HeldOut> heldOut, List<ModelPair> models, IntConsumer before) {
    List<JudgedPair> judged = new ArrayList<>();
    for (ModelPair two : models) {
      List<HeldOut> requests = heldOut.stream().filter(two::answered).toList();
      for (int from = 0; from < requests.size(); from += BATCH) {
        before.accept(judged.size());
        List<HeldOut> batch = requests.subList(from, Math.min(requests.size(), from + BATCH));
        List<Judged> verdicts =
            judge.judge(batch.stream().map(request -> asked(request, two)).toList());
        for (int i = 0; i < batch.size(); i++) {
          judged.add(new JudgedPair(batch.get(i), two, verdicts.get(i)));
        }
      }
    }
    return judged;
  }

  private static Case asked(HeldOut request, ModelPair two) {
    Truth truth = request.truth();
    return Case.pair(
            request.messages(),
            answer(request.text(two.model())),
            answer(request.text(two.other())))
        .withReference(truth == null ? null : Message.assistant(truth.answer()));
  }

  private static Message answer(@Nullable String text) {
    return Message.assistant(text == null ? "" : text);
  }
}
