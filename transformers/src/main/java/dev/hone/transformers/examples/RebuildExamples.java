package dev.hone.transformers.examples;

import static org.apache.spark.sql.functions.col;

import dev.hone.spark.calls.Calls;
import dev.hone.spark.home.CallsTable;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Makes a dataset again from where its examples say they came from: the log as it was at the Delta
 * versions that were read, and the stages in {@code rules}.
 *
 * <p>What is made again is the same as long as the log keeps those versions ({@code VACUUM} removes
 * them) and the tables that {@link JoinFeedback} reads are as they were.
 */
public final class RebuildExamples {
  private RebuildExamples() {}

  /**
   * The calls that examples were made of, each as the log had it then.
   *
   * @param log the name or path of the Delta table they were read from; examples know only what it
   *     is called, wherever it lies
   * @param examples rows with {@code call_id} and {@code source_version}, the dropped ones too
   * @throws IllegalArgumentException if a row was read from no Delta table
   */
  public static Dataset<Row> calls(SparkSession spark, String log, Dataset<Row> examples) {
    List<Row> versions =
        examples
            .select(CallsTable.SOURCE_VERSION)
            .distinct()
            .orderBy(CallsTable.SOURCE_VERSION)
            .collectAsList();
    Dataset<Row> calls = null;
    for (Row version : versions) {
      if (version.isNullAt(0)) {
        throw new IllegalArgumentException(
            "Cannot read the calls again as they were: some examples were read from no Delta table"
                + " and have no version. Read the calls with Calls.read, if the log is unchanged.");
      }
      Dataset<Row> ids =
          examples
              .filter(col(CallsTable.SOURCE_VERSION).equalTo(version.getLong(0)))
              .select(col("call_id").as("id"));
      Dataset<Row> then =
          Calls.readVersion(spark, log, version.getLong(0))
              .join(ids, new String[] {"id"}, "left_semi");
      calls = calls == null ? then : calls.unionByName(then);
    }
    if (calls == null) {
      throw new IllegalArgumentException("There are no examples to read the calls of.");
    }
    return calls;
  }

  /**
   * The examples made again, the dropped ones too.
   *
   * @param calls those that all the examples were made of, as {@link #calls} reads them
   * @param examples what was made, of one making: rows with {@code rules}
   * @param fitted stages that the rules name by a hash, such as an {@link AssignTasksModel}
   * @throws IllegalArgumentException if the rules are of several makings, or need a stage not given
   */
  public static Dataset<Row> from(
      Dataset<Row> calls, Dataset<Row> examples, Transformer... fitted) {
    Dataset<Row> made = new MakeExamples().transform(calls);
    for (String note : notes(examples)) {
      made = AppliedRules.stage(note, List.of(fitted)).transform(made);
    }
    return made;
  }

  /** What was done to those that stayed in to the end; the others fell out on the way. */
  private static List<String> notes(Dataset<Row> examples) {
    List<String> longest = List.of();
    List<List<String>> all = new ArrayList<>();
    for (Row row : examples.select(AppliedRules.COLUMN).distinct().collectAsList()) {
      List<String> notes = row.isNullAt(0) ? List.of() : row.getList(0);
      all.add(notes);
      longest = notes.size() > longest.size() ? notes : longest;
    }
    for (List<String> notes : all) {
      if (!notes.equals(longest.subList(0, notes.size()))) {
        throw new IllegalArgumentException(
            "Cannot make these examples again as one dataset: their rules differ. Give the examples"
                + " of one making, such as those of one run.");
      }
    }
    return longest;
  }
}
