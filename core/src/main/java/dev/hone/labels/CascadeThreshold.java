package dev.hone.labels;

import dev.hone.chat.Message;
import dev.hone.verdicts.ExactMatch;
import dev.hone.verdicts.statistics.Proportion;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * From which confidence on a cascade believes its cheap model, set on rows whose right answer is
 * known. Half of them choose it, every other row; on the rest its accuracy is measured, so that the
 * figure is not flattered by the choice.
 *
 * @param value the share of votes from which on the cheap answer is taken; above 1 where no share
 *     reaches the target: then every row goes the dear way
 * @param accuracy of the cheap answers taken, on the measuring half
 * @param taken how many of the measuring half's rows the cheap model decides
 */
public record CascadeThreshold(double value, Proportion accuracy, Proportion taken) {
  /** No share reaches the target. */
  public static final double NEVER = 2;

  /** A threshold that fewer rows speak for is not believed. */
  static final int LEAST_ROWS = 20;

  /**
   * A row whose right answer is known.
   *
   * @param right the answer a person wrote or confirmed
   */
  public record Known(OriginalAnswer row, Message right) {}

  /** How sure the cheap model was of an answer, and whether it was right. */
  record Vote(double confidence, boolean right) {}

  /**
   * Asks the cheap model about the rows and sets the threshold: the lowest at which the share right
   * among the answers taken reaches the target.
   *
   * @param target share of right answers wanted, in (0, 1]
   */
  public static CascadeThreshold find(
      Agent cheap, RelabelSettings settings, List<Known> sample, double target) {
    List<RowWork> rows =
        sample.stream().map(known -> new RowWork(known.row(), settings.budget())).toList();
    Cascade.vote(rows, cheap, settings);
    List<Vote> votes = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      Message answer = rows.get(i).answer;
      Double confidence = rows.get(i).confidence;
      votes.add(
          answer == null || confidence == null
              ? new Vote(0, false)
              : new Vote(confidence, ExactMatch.matches(sample.get(i).right(), answer)));
    }
    return of(votes, target);
  }

  static CascadeThreshold of(List<Vote> votes, double target) {
    if (!(target > 0 && target <= 1)) {
      throw new IllegalArgumentException("Invalid target: " + target + ". Use a share in (0, 1].");
    }
    List<Vote> choosing = new ArrayList<>();
    List<Vote> measuring = new ArrayList<>();
    for (int i = 0; i < votes.size(); i++) {
      (i % 2 == 0 ? choosing : measuring).add(votes.get(i));
    }
    double value = NEVER;
    TreeSet<Double> values = new TreeSet<>();
    choosing.forEach(vote -> values.add(vote.confidence()));
    for (double candidate : values) {
      Proportion right = right(choosing, candidate);
      if (right.trials() >= LEAST_ROWS && right.share() >= target) {
        value = candidate;
        break;
      }
    }
    Proportion accuracy = right(measuring, value);
    return new CascadeThreshold(
        value, accuracy, new Proportion(accuracy.trials(), measuring.size()));
  }

  private static Proportion right(List<Vote> votes, double threshold) {
    List<Vote> taken = votes.stream().filter(vote -> vote.confidence() >= threshold).toList();
    return new Proportion(taken.stream().filter(Vote::right).count(), taken.size());
  }
}
