package dev.hone.transformers.examples;

import dev.hone.examples.StaticSpan;
import dev.hone.examples.StaticText;
import dev.hone.spark.home.MessageRows;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * How many conversations of a task hold some texts, counted on the executors over all of them.
 *
 * @param conversations how many there are
 * @param spans the texts in the order given
 */
record StaticTextCounts(long conversations, List<StaticSpan> spans) {
  /** One text in one partition; text -1 stands for the conversations themselves. */
  private static final StructType COUNT =
      new StructType()
          .add("task", DataTypes.StringType)
          .add("text", DataTypes.IntegerType)
          .add("calls", DataTypes.LongType)
          .add("occurrences", DataTypes.LongType);

  private static final int ALL = -1;

  /**
   * Counts by task.
   *
   * @param rows {@code task, messages}
   */
  static Map<String, StaticTextCounts> byTask(Dataset<Row> rows, List<String> texts) {
    MapPartitionsFunction<Row, Row> count = partition -> count(partition, texts);
    List<Row> counts =
        rows.select("task", "messages")
            .mapPartitions(count, Encoders.row(COUNT))
            .groupBy("task", "text")
            .sum("calls", "occurrences")
            .collectAsList();
    Map<String, long[]> totals = new TreeMap<>();
    for (Row row : counts) {
      long[] of = totals.computeIfAbsent(row.getString(0), t -> new long[1 + 2 * texts.size()]);
      int text = row.getInt(1);
      if (text == ALL) {
        of[0] = row.getLong(2);
      } else {
        of[1 + 2 * text] = row.getLong(2);
        of[2 + 2 * text] = row.getLong(3);
      }
    }
    Map<String, StaticTextCounts> byTask = new TreeMap<>();
    totals.forEach(
        (task, of) -> {
          List<StaticSpan> spans = new ArrayList<>();
          for (int i = 0; i < texts.size(); i++) {
            spans.add(new StaticSpan(texts.get(i), of[1 + 2 * i], of[2 + 2 * i]));
          }
          byTask.put(task, new StaticTextCounts(of[0], spans));
        });
    return byTask;
  }

  private static Iterator<Row> count(Iterator<Row> partition, List<String> texts) {
    Map<String, StaticText.Counter> counters = new TreeMap<>();
    while (partition.hasNext()) {
      Row row = partition.next();
      counters
          .computeIfAbsent(row.getString(0), task -> new StaticText.Counter(texts))
          .add(MessageRows.list(row, "messages"));
    }
    List<Row> rows = new ArrayList<>();
    counters.forEach(
        (task, counter) -> {
          rows.add(RowFactory.create(task, ALL, counter.conversations(), 0L));
          for (int i = 0; i < texts.size(); i++) {
            StaticSpan span = counter.spans().get(i);
            if (span.calls() > 0) {
              rows.add(RowFactory.create(task, i, span.calls(), span.occurrences()));
            }
          }
        });
    return rows.iterator();
  }
}
