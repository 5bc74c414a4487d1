package dev.hone.cli.run;

import static org.apache.spark.sql.functions.col;

import dev.hone.spark.home.CallsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Examples whose right answer is known, with it, on the driver. */
final class KnownRows {
  /** The column that holds a call's id as the log has it. */
  static final String SOURCE_ID = "source_id";

  private KnownRows() {}

  /**
   * Those among some examples, by id; none where the run knows no truth.
   *
   * @param examples rows with {@code id} and {@code call_id}; they get {@link #SOURCE_ID}
   * @param most how many at most
   */
  static List<Map.Entry<Row, Truth>> of(RunContext run, Dataset<Row> examples, int most) {
    Map<String, Truth> truths = truths(run);
    List<Map.Entry<Row, Truth>> known = new ArrayList<>();
    if (truths.isEmpty()) {
      return known;
    }
    Dataset<Row> calls =
        run.home()
            .readRun(CallsTable.TABLE, run.runId())
            .select(col("id").as("call_id"), col("source_id").as(SOURCE_ID))
            .dropDuplicates("call_id");
    for (Row row : examples.drop(SOURCE_ID).join(calls, "call_id").orderBy("id").collectAsList()) {
      Truth truth = truths.get(row.<String>getAs(SOURCE_ID));
      if (truth != null && known.size() < most) {
        known.add(Map.entry(row, truth));
      }
    }
    return known;
  }

  /** By the log's own id. */
  static Map<String, Truth> truths(RunContext run) {
    String file = run.facts(CallsStep.NAME).path("truth").textValue();
    return file == null ? Map.of() : Truth.read(run.spark(), file);
  }
}
