package dev.hone.transformers.labels;

import dev.hone.labels.OriginalAnswer;
import dev.hone.labels.Rehearsal;
import dev.hone.labels.Spent;
import dev.hone.verdicts.Criteria;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What relabelling will take, told from a sample of the rows before anything is asked or spent: a
 * {@link Rehearsal} of each, times the rows. Retries of broken answers come on top; what the ledger
 * holds already is not asked again.
 *
 * @param rows that are relabelled
 * @param sampled how many of them it is told from
 */
public record RelabelCost(long rows, int sampled, Spent least, Spent most) {
  private static final int SAMPLE = 200;

  /** More than wanted is drawn, for a share of rows is drawn row by row. */
  private static final double SURPLUS = 1.2;

  private static final long SEED = 20_261_130;

  static RelabelCost of(
      Dataset<Row> relabelled, RelabelColumns columns, String criteria, RelabelPlan plan) {
    long rows = relabelled.count();
    double share = rows <= SAMPLE ? 1 : Math.min(1, SURPLUS * SAMPLE / rows);
    List<Row> sample =
        (share < 1 ? relabelled.sample(false, share, SEED) : relabelled)
            .limit(SAMPLE)
            .collectAsList();
    Map<String, Criteria> byTask = TaskCriteria.parsed(TaskCriteria.read(criteria));
    Spent least = Spent.NOTHING;
    Spent most = Spent.NOTHING;
    for (Row row : sample) {
      OriginalAnswer original = columns.original(row);
      Rehearsal rehearsal =
          plan.rehearse(original, TaskCriteria.of(byTask, columns.text(row, columns.task())));
      least = least.plus(rehearsal.least());
      most = most.plus(rehearsal.most());
    }
    double scale = sample.isEmpty() ? 0 : (double) rows / sample.size();
    return new RelabelCost(rows, sample.size(), times(least, scale), times(most, scale));
  }

  private static Spent times(Spent spent, double scale) {
    Double usd = spent.usd();
    return new Spent(
        Math.round(spent.calls() * scale),
        Math.round(spent.inputTokens() * scale),
        Math.round(spent.outputTokens() * scale),
        usd == null ? null : (Double) (usd * scale));
  }

  /** One readable line. */
  @Override
  public String toString() {
    return Stream.of(
            String.format(Locale.ROOT, "%,d rows to relabel", rows),
            told(least) + " where every answer repeats the logged one",
            told(most) + " at most",
            String.format(Locale.ROOT, "told from %,d of them", sampled))
        .reduce((one, other) -> one + "; " + other)
        .orElseThrow();
  }

  private static String told(Spent spent) {
    Double usd = spent.usd();
    return String.format(
        Locale.ROOT,
        "%,d calls, %,d tokens read, %,d written, %s",
        spent.calls(),
        spent.inputTokens(),
        spent.outputTokens(),
        usd == null ? "of unknown price" : String.format(Locale.ROOT, "$%.2f", usd));
  }
}
