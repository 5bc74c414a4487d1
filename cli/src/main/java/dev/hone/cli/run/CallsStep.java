package dev.hone.cli.run;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.max;
import static org.apache.spark.sql.functions.min;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.HoneException;
import dev.hone.json.Json;
import dev.hone.spark.calls.Calls;
import dev.hone.spark.home.CallsTable;
import dev.hone.spark.home.Timestamps;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Reads the log into the calls table. */
final class CallsStep implements Step {
  static final String NAME = "calls";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ObjectNode run(RunContext run) {
    String logs = run.settings().logs();
    SampleLogs sample = null;
    if (logs == null) {
      run.progress().at("writing the sample logs");
      sample = SampleLogs.write(run.files(), run.settings().seed());
      logs = sample.calls();
    }
    run.progress().at("reading " + logs);
    Dataset<Row> calls = Calls.read(run.spark(), logs);
    run.home().replaceRun(CallsTable.TABLE, run.runId(), calls);
    return facts(run, logs, sample);
  }

  private static ObjectNode facts(RunContext run, String logs, @Nullable SampleLogs sample) {
    Dataset<Row> calls = run.home().readRun(CallsTable.TABLE, run.runId());
    Row counts =
        calls
            .agg(
                count(lit(1)),
                count(col("unreadable")),
                count(col("incomplete")),
                min("ts"),
                max("ts"))
            .head();
    long rows = counts.getLong(0);
    if (rows == 0) {
      throw new HoneException(
          "Log '" + logs + "' has no rows. Give --logs a table or file with logged calls.");
    }
    List<Row> models =
        calls
            .select(coalesce(col("model_served"), col("model_requested")).as("model"))
            .filter(col("model").isNotNull())
            .groupBy("model")
            .count()
            .orderBy(desc("count"), col("model"))
            .takeAsList(1);
    ObjectNode facts = Json.object();
    facts.put("source", sample == null ? logs : sample.described());
    facts.put("truth", sample == null ? run.settings().truth() : sample.truth());
    facts.put("calls", rows);
    facts.put("unreadable", counts.getLong(1));
    facts.put("complete", rows - counts.getLong(2));
    facts.put("model", models.isEmpty() ? null : models.get(0).getString(0));
    facts.put("from", instant(counts.get(3)));
    facts.put("to", instant(counts.get(4)));
    facts.put(
        "summary",
        String.format(
            Locale.ROOT,
            "%,d calls, %,d complete, %,d unreadable",
            rows,
            rows - counts.getLong(2),
            counts.getLong(1)));
    return facts;
  }

  private static @Nullable String instant(@Nullable Object timestamp) {
    Long millis = Timestamps.epochMillis(timestamp);
    return millis == null ? null : Instant.ofEpochMilli(millis).toString();
  }
}
