package dev.hone.labels;

import static java.util.Objects.requireNonNull;

import dev.hone.verdicts.Criteria;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes labels anew: an answer is drafted, held against the task's criteria and mended, and takes
 * the original's place only where the judge prefers it in both orders. Rows of one call go in step,
 * so that each step asks its model for all of them at once. Holds models and closes none; safe for
 * use by many threads if they are.
 */
public final class Relabeller {
  private final Drafting drafting;
  private final CriteriaLoop loop;
  private final OriginalGuard guard;
  private final RowBudget budget;

  private Relabeller(
      Drafting drafting, Agents agents, Criteria criteria, RelabelSettings settings) {
    this.drafting = drafting;
    this.loop = new CriteriaLoop(agents, criteria, settings);
    this.guard = new OriginalGuard(agents.judge(), criteria);
    this.budget = settings.budget();
  }

  /**
   * A relabeller.
   *
   * @param criteria of the task, or none: then answers are neither checked nor rewritten
   */
  public static Relabeller of(Agents agents, Criteria criteria, RelabelSettings settings) {
    requireNonNull(agents, "agents");
    return new Relabeller(drafting(agents, settings), agents, criteria, settings);
  }

  /**
   * One that asks a cheap model first, and the others only where it is unsure.
   *
   * @param cheap drafts as many samples as the settings say
   * @param threshold share of its drafts and the logged answer that must agree; {@link
   *     CascadeThreshold} finds it
   */
  public static Relabeller cascade(
      Agent cheap, double threshold, Agents agents, Criteria criteria, RelabelSettings settings) {
    return new Relabeller(
        new Cascade(cheap, threshold, settings, drafting(agents, settings)),
        agents,
        criteria,
        settings);
  }

  private static Drafting drafting(Agents agents, RelabelSettings settings) {
    return switch (settings.mode()) {
      case SINGLE -> new BestOfN(agents, settings, 1);
      case BEST_OF_N -> new BestOfN(agents, settings, settings.samples());
      case MIXTURE -> new MixtureOfAgents(agents, settings);
    };
  }

  /** Relabels; one result a row, in the order given. A failing call spoils no other row. */
  public List<Relabelled> relabel(List<OriginalAnswer> originals) {
    List<RowWork> rows = new ArrayList<>();
    for (OriginalAnswer original : originals) {
      rows.add(new RowWork(original, budget));
    }
    drafting.answer(rows);
    loop.mend(rows);
    return guard.decide(rows);
  }
}
