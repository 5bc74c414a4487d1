package dev.hone.transformers.labels;

import dev.hone.labels.Relabelled;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.apache.spark.SparkContext;
import org.apache.spark.util.DoubleAccumulator;
import org.apache.spark.util.LongAccumulator;

/**
 * How far a relabelling is, as its tasks tell it when they end: for people who wait. A task that
 * ran twice counts twice; what is counted once stands in the rows. Made on the driver, travels to
 * executors.
 */
public final class RelabelProgress implements Serializable {
  private static final long serialVersionUID = 1L;

  private final LongAccumulator rows;
  private final LongAccumulator calls;
  private final LongAccumulator tokens;
  private final DoubleAccumulator usd;

  /** Begins at nothing. */
  public RelabelProgress(SparkContext context) {
    this.rows = context.longAccumulator();
    this.calls = context.longAccumulator();
    this.tokens = context.longAccumulator();
    this.usd = context.doubleAccumulator();
  }

  void add(List<Relabelled> relabelled) {
    for (Relabelled row : relabelled) {
      rows.add(1);
      calls.add(row.spent().calls());
      tokens.add(row.spent().tokens());
      Double cost = row.spent().usd();
      if (cost != null) {
        usd.add(cost);
      }
    }
  }

  /** Rows that are done. */
  public long rows() {
    return rows.sum();
  }

  /** What they took; money only where a price is known. */
  @Override
  public String toString() {
    String money = usd.sum() > 0 ? String.format(Locale.ROOT, ", $%.2f", usd.sum()) : "";
    return String.format(
        Locale.ROOT,
        "%,d rows, %,d calls, %,d tokens%s",
        rows.sum(),
        calls.sum(),
        tokens.sum(),
        money);
  }
}
