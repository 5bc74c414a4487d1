package dev.hone.cli.samples;

import dev.hone.cli.samples.Triage.Step;
import dev.hone.verdicts.ExactMatch;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which steps of the policy matter to a ticket, and which an answer forgot. */
final class Slips {
  private Slips() {}

  /** Steps that change the answer where they are forgotten, alone or beside others. */
  static Set<Step> relevant(Ticket ticket) {
    EnumSet<Step> relevant = EnumSet.noneOf(Step.class);
    for (Step step : Step.values()) {
      EnumSet<Step> others = EnumSet.allOf(Step.class);
      others.remove(step);
      EnumSet<Step> legalOnly = EnumSet.of(Step.LEGAL, step);
      if (differs(ticket, Triage.NONE, EnumSet.of(step))
          || differs(ticket, EnumSet.of(Step.LEGAL), legalOnly)
          || differs(ticket, others, EnumSet.allOf(Step.class))) {
        relevant.add(step);
      }
    }
    return relevant;
  }

  private static boolean differs(Ticket ticket, Set<Step> one, Set<Step> other) {
    return !Triage.answer(ticket, one).equals(Triage.answer(ticket, other));
  }

  /**
   * The fewest steps whose forgetting gives that answer; empty where no forgetting does, because
   * the answer is of another form.
   */
  static Optional<Set<Step>> of(Ticket ticket, String answer) {
    List<Step> relevant = new ArrayList<>(relevant(ticket));
    Set<Step> fewest = null;
    for (int bits = 0; bits < 1 << relevant.size(); bits++) {
      if (fewest == null || Integer.bitCount(bits) < fewest.size()) {
        EnumSet<Step> forgotten = EnumSet.noneOf(Step.class);
        for (int i = 0; i < relevant.size(); i++) {
          if ((bits >> i & 1) == 1) {
            forgotten.add(relevant.get(i));
          }
        }
        if (ExactMatch.matches(Triage.answer(ticket, forgotten), answer)) {
          fewest = forgotten;
        }
      }
    }
    return Optional.ofNullable(fewest);
  }
}
