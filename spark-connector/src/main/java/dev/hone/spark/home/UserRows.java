package dev.hone.spark.home;

import io.delta.tables.DeltaTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * All that a home holds of one end user: calls, the examples made of them, and the labels with
 * their steps, answers, verdicts and reviews of those examples, of all runs. Found by the user's id
 * in the log and by the calls' and examples' ids from there on. Their ids are held on the driver.
 *
 * <p>What this does not reach: the log that the calls were read from; files in the home's folders,
 * such as a run's report, which quotes held-out requests; the weights of {@link #adapters}; the
 * ledger, whose keys name no one; criteria, which a model may have worded after an answer; and old
 * versions of the tables, which {@code VACUUM} removes.
 */
public final class UserRows {
  private static final String KEY = "forget_key";
  private static final StructType KEYS = new StructType().add(KEY, DataTypes.StringType);

  private final Home home;
  private final String userId;
  private final List<String> callIds;
  private final List<String> exampleIds;

  private UserRows(Home home, String userId, List<String> callIds, List<String> exampleIds) {
    this.home = home;
    this.userId = userId;
    this.callIds = callIds;
    this.exampleIds = exampleIds;
  }

  /** Finds the user's calls and examples. */
  public static UserRows find(Home home, String userId) {
    if (userId.isBlank()) {
      throw new IllegalArgumentException(
          "Invalid user id '': it is empty. Give the log's user id.");
    }
    Column isUser = functions.col("user_id").equalTo(userId);
    List<String> calls = ids(home.read(CallsTable.TABLE).filter(isUser), "id");
    Dataset<Row> examples = home.read(ExamplesTable.TABLE);
    Dataset<Row> theirs = examples.filter(isUser).unionByName(having(examples, "call_id", calls));
    return new UserRows(home, userId, calls, ids(theirs, "id"));
  }

  /** Rows by table, those without any left out. */
  public Map<String, Long> counts() {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Part part : parts()) {
      long rows = having(home.read(part.table()), part.column(), part.keys()).count();
      if (rows > 0) {
        counts.merge(part.table().name(), rows, Long::sum);
      }
    }
    return counts;
  }

  /**
   * Ids of the adapters that were tuned in runs that held an example of the user's to learn from.
   */
  public List<String> adapters() {
    List<String> runs =
        ids(
            having(home.read(ExamplesTable.TABLE), "id", exampleIds)
                .filter("split = 'train' AND dropped IS NULL"),
            HomeTable.RUN_ID);
    return ids(having(home.read(AdaptersTable.TABLE), HomeTable.RUN_ID, runs), "id");
  }

  /**
   * Deletes the rows, table by table, those that others are found by last: begun again after a
   * failure, it finds what is left.
   *
   * @return how many rows were deleted from each table
   */
  public Map<String, Long> delete() {
    Map<String, Long> counts = counts();
    for (Part part : parts()) {
      if (!counts.containsKey(part.table().name()) || part.keys().isEmpty()) {
        continue;
      }
      DeltaTable.forName(home.spark(), home.sqlName(part.table()))
          .as("kept")
          .merge(
              keys(home.spark(), part.keys()).as("gone"),
              functions.col("kept." + part.column()).equalTo(functions.col("gone." + KEY)))
          .whenMatched()
          .delete()
          .execute();
    }
    return counts;
  }

  private record Part(HomeTable table, String column, List<String> keys) {}

  private List<Part> parts() {
    return List.of(
        new Part(VerdictsTable.TABLE, "example_id", exampleIds),
        new Part(AnswersTable.TABLE, "example_id", exampleIds),
        new Part(LabelsTable.TABLE, "example_id", exampleIds),
        new Part(LabelStepsTable.TABLE, "example_id", exampleIds),
        new Part(ReviewsTable.TABLE, "example_id", exampleIds),
        new Part(ExamplesTable.TABLE, "id", exampleIds),
        new Part(CallsTable.TABLE, "id", callIds));
  }

  private static Dataset<Row> having(Dataset<Row> rows, String column, List<String> keys) {
    Dataset<Row> wanted = keys(rows.sparkSession(), keys);
    return rows.join(wanted, rows.col(column).equalTo(wanted.col(KEY)), "left_semi");
  }

  private static Dataset<Row> keys(SparkSession spark, List<String> keys) {
    List<Row> rows = new ArrayList<>();
    keys.forEach(key -> rows.add(RowFactory.create(key)));
    return spark.createDataFrame(rows, KEYS);
  }

  private static List<String> ids(Dataset<Row> rows, String column) {
    return rows.select(column).distinct().collectAsList().stream()
        .map(row -> row.getString(0))
        .sorted()
        .toList();
  }

  /** Names the user and quotes nothing. */
  @Override
  public String toString() {
    return "UserRows("
        + userId
        + ", "
        + callIds.size()
        + " calls, "
        + exampleIds.size()
        + " examples)";
  }
}
