package dev.hone.cli.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import dev.hone.spark.ledger.Ledger;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * What a run's relabelling has bought so far, by the home's ledger, in all its tries.
 *
 * @param calls that were answered
 * @param bought answers, more than calls where some broke on the way
 * @param errors calls that came to nothing
 * @param lost calls in flight when a process died
 * @param usd what was paid, as far as prices are known
 * @param hits answers that were used again, whichever run bought them
 * @param savedUsd what those would have cost
 */
record Spending(
    long calls, long bought, long errors, long lost, double usd, long hits, double savedUsd) {
  private static final Spending NOTHING = new Spending(0, 0, 0, 0, 0, 0, 0);

  static Spending of(RunContext run, Relabelling told) {
    if (!told.isPaid()) {
      return NOTHING;
    }
    Spending sum = NOTHING;
    for (Row row :
        Ledger.of(run.home())
            .spend()
            .filter(functions.col("stage").equalTo(RelabelStep.purpose(run)))
            .select("calls", "bought", "errors", "lost", "cost_usd", "hits", "saved_usd")
            .collectAsList()) {
      sum =
          new Spending(
              sum.calls + row.getLong(0),
              sum.bought + row.getLong(1),
              sum.errors + row.getLong(2),
              sum.lost + row.getLong(3),
              sum.usd + (row.isNullAt(4) ? 0 : row.getDouble(4)),
              sum.hits + row.getLong(5),
              sum.savedUsd + row.getDouble(6));
    }
    return sum;
  }

  ObjectNode toJson() {
    return Json.object()
        .put("calls", calls)
        .put("bought", bought)
        .put("errors", errors)
        .put("lost", lost)
        .put("usd", usd)
        .put("hits", hits)
        .put("saved_usd", savedUsd);
  }
}
