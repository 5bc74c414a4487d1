package dev.hone.cli.run;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;

import dev.hone.chat.AnswerText;
import dev.hone.chat.Usage;
import dev.hone.cli.report.Answerer;
import dev.hone.spark.home.AnswersTable;
import dev.hone.spark.home.CallsTable;
import dev.hone.spark.home.Columns;
import dev.hone.spark.home.MessageRows;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Gathers the held-out requests of a run on the driver: a few hundred, by {@code --max-test}. */
final class HeldOuts {
  private HeldOuts() {}

  /** All of them, ordered by example. */
  static List<HeldOut> read(RunContext run) {
    Map<String, Map<Answerer, Reply>> replies = replies(run);
    Map<String, Truth> truths = KnownRows.truths(run);
    Prices prices = Prices.of(run);
    Dataset<Row> calls =
        run.home()
            .readRun(CallsTable.TABLE, run.runId())
            .select(
                col("id").as("call_id"),
                col("source_id"),
                col("usage"),
                coalesce(col("model_served"), col("model_requested")).as("model"))
            .dropDuplicates("call_id");
    List<HeldOut> heldOut = new ArrayList<>();
    for (Row row : Questions.of(run).join(calls, "call_id").orderBy("id").collectAsList()) {
      Columns columns = new Columns(row);
      String id = columns.text("id");
      Map<Answerer, Reply> all = new EnumMap<>(Answerer.class);
      all.putAll(replies.getOrDefault(id, Map.of()));
      all.put(Answerer.LOGGED, logged(columns, prices));
      heldOut.add(
          new HeldOut(
              id,
              columns.text("group_key"),
              columns.textOrNull("task"),
              row.<Long>getAs("weight"),
              MessageRows.list(row, "messages"),
              truths.get(columns.text("source_id")),
              all));
    }
    return heldOut;
  }

  private static Reply logged(Columns columns, Prices prices) {
    Row answer = columns.structOrNull("answer");
    Usage usage = usage(columns.structOrNull("usage"));
    return new Reply(
        answer == null ? "" : AnswerText.of(MessageRows.from(answer)),
        null,
        usage == null ? null : usage.input(),
        usage == null ? null : usage.output(),
        null,
        prices.cost(columns.textOrNull("model"), usage));
  }

  private static @Nullable Usage usage(@Nullable Row row) {
    return row == null || row.isNullAt(0) || row.isNullAt(1)
        ? null
        : new Usage(row.getLong(0), row.getLong(1), orZero(row, 2), orZero(row, 3), orZero(row, 4));
  }

  private static long orZero(Row row, int index) {
    return row.isNullAt(index) ? 0 : row.getLong(index);
  }

  private static Map<String, Map<Answerer, Reply>> replies(RunContext run) {
    Map<String, Map<Answerer, Reply>> replies = new HashMap<>();
    for (Row row : run.home().readRun(AnswersTable.TABLE, run.runId()).collectAsList()) {
      Columns columns = new Columns(row);
      Answerer model = model(columns.text("model"));
      if (model != null) {
        replies
            .computeIfAbsent(columns.text("example_id"), id -> new EnumMap<>(Answerer.class))
            .put(
                model,
                new Reply(
                    columns.textOrNull("answer_text"),
                    columns.textOrNull("answer_error"),
                    columns.wholeOrNull("input_tokens"),
                    columns.wholeOrNull("output_tokens"),
                    columns.realOrNull("seconds"),
                    null));
      }
    }
    return replies;
  }

  private static @Nullable Answerer model(String key) {
    for (Answerer model : Answerer.values()) {
      if (model.key().equals(key)) {
        return model;
      }
    }
    return null;
  }
}
