package dev.hone.spark.home;

import dev.hone.verdicts.Criteria;
import dev.hone.verdicts.Criterion;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * The criteria that answers of a task are checked against. A row is never changed: who edits a
 * criterion adds a row with the next version, and the highest version of a name is in force.
 */
public final class CriteriaTable {
  public static final StructType SCHEMA =
      new StructType()
          .add("task", DataTypes.StringType, false)
          .add("name", DataTypes.StringType, false)
          .add("version", DataTypes.IntegerType, false)
          .add("text", DataTypes.StringType, false)
          .add("origin", DataTypes.StringType, false)
          .add("author", DataTypes.StringType)
          .add("ts", DataTypes.TimestampType);

  public static final HomeTable TABLE =
      new HomeTable("criteria", SCHEMA, List.of("task", "name", "version"), 1);

  /** Written by a model. */
  public static final String DERIVED = "derived";

  /** Written by a person. */
  public static final String EDITED = "edited";

  private CriteriaTable() {}

  /** The criteria of a task that are in force, whichever run or person wrote them. */
  public static Criteria inForce(Home home, String task) {
    List<Criterion> criteria = new ArrayList<>();
    for (Row row :
        home.read(TABLE)
            .filter(functions.col("task").equalTo(task))
            .select("name", "version", "text")
            .collectAsList()) {
      criteria.add(new Criterion(row.getString(0), row.getInt(1), row.getString(2)));
    }
    return new Criteria(criteria);
  }

  /**
   * Those criteria as rows.
   *
   * @param author the model or the person
   */
  public static Dataset<Row> rows(
      Home home, String task, List<Criterion> criteria, String origin, String author) {
    Timestamp now = Timestamp.from(Instant.now());
    return home.spark()
        .createDataFrame(
            criteria.stream()
                .map(
                    criterion ->
                        RowFactory.create(
                            task,
                            criterion.name(),
                            criterion.version(),
                            criterion.text(),
                            origin,
                            author,
                            now))
                .toList(),
            SCHEMA);
  }
}
