package dev.hone.labels;

import dev.hone.chat.Answer;
import dev.hone.chat.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One row on its way to a label; equal only to itself. Used by one thread. */
final class RowWork {
  private final OriginalAnswer original;
  private final RowBudget budget;
  private final List<LabelStep> steps = new ArrayList<>();
  private Spent spent = Spent.NOTHING;

  /** Drafts that keep the form asked for, in the order sampled. */
  final List<Message> drafts = new ArrayList<>();

  /** The best answer so far. */
  @Nullable Message answer;

  /**
   * Whether a call for it was refused because the job's money is spent: then it goes no further.
   */
  boolean unpaid;

  Stopped stopped = Stopped.NOTHING_TO_CHECK;
  @Nullable Double confidence;

  RowWork(OriginalAnswer original, RowBudget budget) {
    this.original = original;
    this.budget = budget;
  }

  OriginalAnswer original() {
    return original;
  }

  int rewrites() {
    return budget.rewrites();
  }

  boolean budgetSpent() {
    return unpaid || budget.isSpentBy(spent);
  }

  /** Notes a call and what came of it; a call without an answer is noted as such. */
  void called(String kind, int round, Agent agent, Answer answer, String outcome) {
    called(kind, round, agent, answer, outcome, List.of(), "");
  }

  void called(
      String kind,
      int round,
      Agent agent,
      Answer answer,
      String outcome,
      List<String> failed,
      String reason) {
    String error = answer.error();
    unpaid |= answer.unpaid();
    add(
        kind,
        round,
        agent.name(),
        answer.completion() == null ? null : answer.completion().message(),
        error == null ? outcome : LabelStep.NO_ANSWER,
        failed,
        error == null ? reason : error,
        Spent.of(answer.unpaid() ? 0 : 1, agent, answer.usage()));
  }

  /** Notes a step that asked nobody. */
  void noted(String kind, @Nullable Message said, String outcome, String reason) {
    add(kind, 0, null, said, outcome, List.of(), reason, Spent.NOTHING);
  }

  void add(
      String kind,
      int round,
      @Nullable String agent,
      @Nullable Message said,
      String outcome,
      List<String> failed,
      String reason,
      Spent took) {
    spent = spent.plus(took);
    steps.add(
        new LabelStep(
            original.exampleId(),
            steps.size(),
            kind,
            round,
            agent,
            said,
            outcome,
            failed,
            reason,
            took));
  }

  Relabelled end(Decision decision) {
    if (unpaid) {
      stopped = Stopped.JOB_BUDGET;
    }
    Message label = decision.replaced() && answer != null ? answer : original.answer();
    noted(LabelStep.DECISION, label, decision.text(), stopped.text());
    return new Relabelled(original.exampleId(), label, decision, stopped, confidence, steps, spent);
  }
}
