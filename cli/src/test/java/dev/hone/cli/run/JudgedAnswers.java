package dev.hone.cli.run;

import dev.hone.chat.Message;
import dev.hone.chat.Usage;
import dev.hone.cli.report.Answerer;
import dev.hone.verdicts.Judged;
import dev.hone.verdicts.Pairwise;
import dev.hone.verdicts.ScriptedJudge;
import dev.hone.verdicts.Verdict;
import dev.hone.verdicts.Verdict.Side;
import dev.hone.verdicts.Verdict.TieCause;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Held-out requests with answers, and what judges say of them. */
final class JudgedAnswers {
  private JudgedAnswers() {}

  /** A request. */
  static HeldOut request(
      String id, @Nullable String task, @Nullable Truth truth, Map<Answerer, String> answers) {
    Map<Answerer, Reply> replies = new EnumMap<>(Answerer.class);
    answers.forEach(
        (model, text) -> replies.put(model, new Reply(text, null, null, null, null, null)));
    return new HeldOut(id, id, task, 1, List.of(Message.user("request " + id)), truth, replies);
  }

  /** One that the tuned model gave no answer to. */
  static HeldOut failed(String id, @Nullable Truth truth, String logged) {
    HeldOut request = request(id, null, truth, Map.of(Answerer.LOGGED, logged));
    request.replies().put(Answerer.TUNED, new Reply(null, "too long", null, null, null, null));
    return request;
  }

  /** Tuned against logged. */
  static HeldOut request(String id, @Nullable Truth truth, String logged, String tuned) {
    return request(id, null, truth, Map.of(Answerer.LOGGED, logged, Answerer.TUNED, tuned));
  }

  static Truth truth(String answer) {
    return new Truth(answer, null, null);
  }

  /** Judged by the rule that goes by the truth. */
  static List<JudgedPair> byRule(List<HeldOut> heldOut, List<ModelPair> models) {
    return PairJudge.judge(Pairwise.of().with(new ScriptedJudge()), heldOut, models, done -> {});
  }

  /** Tuned against logged, as a judge said in each order: 1 for tuned, ½, 0, or -1 for no word. */
  static JudgedPair said(HeldOut request, double inOrder, double swapped) {
    Verdict first = verdict(inOrder);
    Verdict second = verdict(swapped);
    Verdict both =
        inOrder < 0 || swapped < 0
            ? new Verdict.Unreadable("?")
            : inOrder == swapped ? first : new Verdict.Tied(TieCause.DISAGREED, "flipped");
    return new JudgedPair(
        request,
        ModelPair.MAIN,
        new Judged(
            "pairwise",
            both,
            List.of(Judged.free("pairwise", first), Judged.free("pairwise", second)),
            2,
            Usage.NONE));
  }

  private static Verdict verdict(double score) {
    return score < 0
        ? new Verdict.Unreadable("?")
        : score == 1
            ? new Verdict.Preferred(Side.FIRST, "tuned it is")
            : score == 0
                ? new Verdict.Preferred(Side.SECOND, "logged it is")
                : new Verdict.Tied(TieCause.SAID, "no difference");
  }
}
