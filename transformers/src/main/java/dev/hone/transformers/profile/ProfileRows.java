package dev.hone.transformers.profile;

import dev.hone.profile.LogProfile;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * A profile as rows to query: {@code part} says of what a row is (the whole log, a model, status,
 * outcome, day, task, tool, kind of repeats or of personal data), {@code key} and {@code name} of
 * which one. What a part does not count is null.
 */
final class ProfileRows {
  static final StructType SCHEMA =
      new StructType()
          .add("part", DataTypes.StringType, false)
          .add("key", DataTypes.StringType, false)
          .add("name", DataTypes.StringType, false)
          .add("calls", DataTypes.LongType, false)
          .add("complete", DataTypes.LongType)
          .add("input_tokens", DataTypes.LongType)
          .add("cached_tokens", DataTypes.LongType)
          .add("output_tokens", DataTypes.LongType)
          .add("priced", DataTypes.LongType)
          .add("usd", DataTypes.DoubleType)
          .add("median_ms", DataTypes.DoubleType)
          .add("p95_ms", DataTypes.DoubleType)
          .add("called", DataTypes.LongType)
          .add("different", DataTypes.LongType)
          .add("agreement", DataTypes.DoubleType)
          .add("static_share", DataTypes.DoubleType)
          .add("monthly_usd", DataTypes.DoubleType)
          .add("monthly_saving", DataTypes.DoubleType)
          .add("first_look", DataTypes.StringType);

  private ProfileRows() {}

  static List<Row> of(LogProfile profile) {
    List<Row> rows = new ArrayList<>();
    rows.add(sum("log", profile.total().name(), profile.source(), profile.total(), null, null));
    profile.models().forEach(model -> rows.add(sum("model", model)));
    profile.statuses().forEach(status -> rows.add(count("status", status)));
    profile.outcomes().forEach(outcome -> rows.add(count("outcome", outcome)));
    profile.days().forEach(day -> rows.add(sum("day", day)));
    profile
        .tasks()
        .forEach(task -> rows.add(sum("task", task.key(), task.label(), task.sum(), null, task)));
    profile
        .tools()
        .forEach(
            tool ->
                rows.add(count("tool", tool.name(), tool.name(), tool.offered(), tool.called())));
    rows.add(count("repeats", "exact", "asked exactly before", profile.exactRepeats(), null));
    rows.add(count("repeats", "near", "asked nearly before", profile.nearRepeats(), null));
    profile.personalData().forEach(kind -> rows.add(count("personal data", kind)));
    return rows;
  }

  private static Row count(String part, LogProfile.Count count) {
    return count(part, count.name(), count.name(), count.calls(), null);
  }

  private static Row count(
      String part, String key, String name, long calls, @Nullable Long called) {
    Object[] row = new Object[SCHEMA.size()];
    row[0] = part;
    row[1] = key;
    row[2] = name;
    row[3] = calls;
    row[SCHEMA.fieldIndex("called")] = called;
    return RowFactory.create(row);
  }

  private static Row sum(String part, LogProfile.Sum sum) {
    return sum(part, sum.name(), sum.name(), sum, null, null);
  }

  private static Row sum(
      String part,
      String key,
      String name,
      LogProfile.Sum sum,
      @Nullable Long called,
      LogProfile.@Nullable Task task) {
    return RowFactory.create(
        part,
        key,
        name,
        sum.calls(),
        sum.complete(),
        sum.input(),
        sum.cached(),
        sum.output(),
        sum.priced(),
        sum.usdIfKnown(),
        sum.medianMillis(),
        sum.p95Millis(),
        called,
        task == null ? null : task.distinct(),
        task == null ? null : task.agreement(),
        task == null ? null : task.staticShare(),
        task == null ? null : task.worth().monthlyUsd(),
        task == null ? null : task.worth().monthlySaving(),
        task == null ? null : task.worth().verdict().title());
  }
}
