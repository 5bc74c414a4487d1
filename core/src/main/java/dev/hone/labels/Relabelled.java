package dev.hone.labels;

import static java.util.Objects.requireNonNull;

import dev.hone.chat.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one row.
 *
 * @param exampleId the example
 * @param answer the label: the new answer where {@code decision.replaced()}, else the original
 * @param decision which and why
 * @param stopped why it was not rewritten further
 * @param confidence share of votes that a cascade's cheap model gave its answer; null elsewhere
 * @param steps everything that was done, in order; the last is the decision
 * @param spent what all of it took
 */
public record Relabelled(
    String exampleId,
    Message answer,
    Decision decision,
    Stopped stopped,
    @Nullable Double confidence,
    List<LabelStep> steps,
    Spent spent) {
  public Relabelled {
    requireNonNull(exampleId, "exampleId");
    requireNonNull(answer, "answer");
    requireNonNull(decision, "decision");
    requireNonNull(stopped, "stopped");
    steps = List.copyOf(steps);
    requireNonNull(spent, "spent");
  }
}
