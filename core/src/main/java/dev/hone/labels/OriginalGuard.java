package dev.hone.labels;

import dev.hone.chat.Message;
import dev.hone.verdicts.Case;
import dev.hone.verdicts.Criteria;
import dev.hone.verdicts.ExactMatch;
import dev.hone.verdicts.Judge;
import dev.hone.verdicts.Judged;
import dev.hone.verdicts.Pairwise;
import dev.hone.verdicts.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the original unless the judge prefers the new answer whichever is shown first. No judge is
 * paid where both say the same, or where the original breaks the form that the new answer keeps.
 */
final class OriginalGuard {
  private final Agent judge;
  private final Judge pairs;

  OriginalGuard(Agent judge, Criteria criteria) {
    this.judge = judge;
    this.pairs =
        criteria.isEmpty()
            ? Pairwise.of().with(judge.model())
            : Pairwise.of(
                    "it does what the conversation asks, correctly and completely, in the form"
                        + " asked for. What that means here:\n"
                        + Criteria.lines(criteria.list()))
                .with(judge.model());
  }

  /** Ends every row, in the order given. */
  List<Relabelled> decide(List<RowWork> rows) {
    @Nullable Decision[] decisions = new Decision[rows.size()];
    List<Integer> open = new ArrayList<>();
    List<Case> asked = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      RowWork row = rows.get(i);
      Message answer = row.answer;
      if (row.unpaid) {
        decisions[i] = Decision.UNPAID;
      } else if (answer == null) {
        decisions[i] = Decision.NO_ANSWER;
      } else if (ExactMatch.matches(row.original().answer(), answer)) {
        decisions[i] = Decision.SAME;
      } else if (AnswerForm.problem(row.original(), row.original().answer()) != null) {
        decisions[i] = Decision.ORIGINAL_INVALID;
      } else {
        open.add(i);
        asked.add(row.original().against(answer));
      }
    }
    List<Judged> judged = pairs.judge(asked);
    for (int k = 0; k < open.size(); k++) {
      Verdict verdict = judged.get(k).verdict();
      RowWork row = rows.get(open.get(k));
      int calls = judged.get(k).calls();
      row.unpaid = calls < 2; // one of the orders was not asked for
      row.add(
          LabelStep.VERDICT,
          0,
          judge.name(),
          row.answer,
          verdict.outcome(),
          List.of(),
          verdict.reasonText(),
          Spent.of(calls, judge, judged.get(k).usage()));
      decisions[open.get(k)] = row.unpaid ? Decision.UNPAID : decision(verdict);
    }
    List<Relabelled> ended = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Decision decision = decisions[i];
      ended.add(rows.get(i).end(decision == null ? Decision.NO_VERDICT : decision));
    }
    return ended;
  }

  private static Decision decision(Verdict verdict) {
    if (verdict instanceof Verdict.Preferred preferred) {
      return preferred.side() == Verdict.Side.SECOND
          ? Decision.NEW_PREFERRED
          : Decision.ORIGINAL_PREFERRED;
    }
    if (verdict instanceof Verdict.Tied tied) {
      return tied.cause() == Verdict.TieCause.DISAGREED ? Decision.ORDERS_DISAGREE : Decision.TIED;
    }
    return Decision.NO_VERDICT;
  }
}
