package dev.hone.transformers.profile;

import dev.hone.calls.LoggedCall;
import dev.hone.calls.PriceTable;
import dev.hone.chat.Usage;
import dev.hone.profile.CallFacts;
import dev.hone.profile.LogProfile;
import dev.hone.profile.TaskKey;
import dev.hone.redaction.Mode;
import dev.hone.redaction.Redactor;
import dev.hone.spark.home.CallsTable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.jdk.javaapi.CollectionConverters;

/** {@link CallFacts} as a row, and what is added up of them. */
final class FactColumns {
  private static final ArrayType NAMES = DataTypes.createArrayType(DataTypes.StringType);
  private static final int PERCENTILE_ACCURACY = 10_000;

  static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType, false)
          .add("ts", DataTypes.LongType)
          .add("outcome", DataTypes.StringType, false)
          .add("status", DataTypes.StringType, false)
          .add("model", DataTypes.StringType, false)
          .add("task", DataTypes.StringType, false)
          .add("label", DataTypes.StringType, false)
          .add("prompt_chars", DataTypes.LongType, false)
          .add("input", DataTypes.LongType)
          .add("cached", DataTypes.LongType)
          .add("output", DataTypes.LongType)
          .add("usd", DataTypes.DoubleType)
          .add("latency", DataTypes.LongType)
          .add("offered", NAMES, false)
          .add("called", NAMES, false)
          .add("personal_data", NAMES, false)
          .add("prompt_hash", DataTypes.StringType, false)
          .add("answer_hash", DataTypes.StringType);

  private FactColumns() {}

  /** Compiled once a JVM: recognizers hold patterns and do not travel to tasks. */
  private static final class Recognized {
    private static final Redactor REDACTOR = Redactor.of(Mode.MARK);
  }

  /**
   * The facts of a row of calls.
   *
   * @param task what it belongs to
   */
  static Row of(Row row, TaskKey task, PriceTable prices) {
    LoggedCall call = CallsTable.from(row);
    CallFacts facts = CallFacts.of(call, task, prices, Recognized.REDACTOR);
    Usage usage = facts.usage();
    return RowFactory.create(
        facts.id(),
        facts.epochMillis(),
        facts.outcome(),
        facts.status() == null ? "-" : facts.status().toString(),
        facts.model(),
        facts.task().key(),
        facts.task().label(),
        facts.promptChars(),
        usage == null ? null : usage.input(),
        usage == null ? null : usage.cached(),
        usage == null ? null : usage.output(),
        facts.usd(),
        facts.latencyMillis(),
        CollectionConverters.asScala(facts.toolsOffered()).toSeq(),
        CollectionConverters.asScala(facts.toolsCalled()).toSeq(),
        CollectionConverters.asScala(facts.personalData()).toSeq(),
        facts.promptHash(),
        facts.answerHash());
  }

  static Column complete() {
    return functions.col("outcome").equalTo(functions.lit(CallFacts.COMPLETE));
  }

  /** The columns of a {@link LogProfile.Sum}, in its order, without the name. */
  static Column[] sums() {
    return new Column[] {
      functions.count(functions.lit(1)).as("calls"),
      functions.count_if(complete()).as("complete"),
      functions.count(functions.col("input")).as("counted"),
      total("input"),
      total("cached"),
      total("output"),
      functions.count(functions.col("usd")).as("priced"),
      functions.coalesce(functions.sum(functions.col("usd")), functions.lit(0.0)).as("usd_sum"),
      percentile(0.5, "median"),
      percentile(0.95, "p95")
    };
  }

  private static Column total(String column) {
    return functions
        .coalesce(functions.sum(functions.col(column)), functions.lit(0L))
        .as(column + "_sum");
  }

  private static Column percentile(double share, String name) {
    return functions
        .percentile_approx(
            functions.col("latency"), functions.lit(share), functions.lit(PERCENTILE_ACCURACY))
        .as(name);
  }

  /** The sum whose columns begin at that place. */
  static LogProfile.Sum sum(String name, Row row, int at) {
    return new LogProfile.Sum(
        name,
        row.getLong(at),
        row.getLong(at + 1),
        row.getLong(at + 2),
        row.getLong(at + 3),
        row.getLong(at + 4),
        row.getLong(at + 5),
        row.getLong(at + 6),
        row.getDouble(at + 7),
        realOrNull(row, at + 8),
        realOrNull(row, at + 9));
  }

  private static @Nullable Double realOrNull(Row row, int at) {
    return row.isNullAt(at) ? null : (Double) ((Number) row.get(at)).doubleValue();
  }
}
