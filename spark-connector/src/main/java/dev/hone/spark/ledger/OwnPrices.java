package dev.hone.spark.ledger;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;

import dev.hone.HoneException;
import dev.hone.calls.PriceTable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * Prices that users name, in place of list prices or beside them. {@code SET hone.prices = NAME}
 * names them for all that a session reckons in money.
 */
public final class OwnPrices {
  /** The session's conf that names prices, as {@link #over} takes them. */
  public static final String CONF = "hone.prices";

  private OwnPrices() {}

  /** The public list prices, with those over them that the session's conf names. */
  public static PriceTable ofSession(SparkSession spark) {
    return over(spark, null);
  }

  /**
   * The public list prices, with the user's own over them.
   *
   * @param own a table, or a CSV file on any of Hadoop's file systems, of the columns {@link
   *     PriceTable#COLUMNS}; null for what the session's conf names, if any
   * @throws IllegalArgumentException if there is no such table or file, or it holds no prices
   */
  public static PriceTable over(SparkSession spark, @Nullable String own) {
    PriceTable listed = PriceTable.listPrices();
    String name = own == null ? spark.conf().get(CONF, "") : own;
    return name.isEmpty() ? listed : listed.overriddenBy(read(spark, name));
  }

  private static PriceTable read(SparkSession spark, String own) {
    try {
      Path path = new Path(own);
      FileSystem files = path.getFileSystem(spark.sessionState().newHadoopConf());
      if (files.exists(path) && files.getFileStatus(path).isFile()) {
        try (InputStream in = files.open(path)) {
          return PriceTable.parse(own, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      throw new HoneException("Cannot read the prices in '" + own + "': " + e + ".", e);
    }
    if (!isTable(spark, own)) {
      throw new IllegalArgumentException(
          "Cannot find prices '"
              + own
              + "': there is no such file and no such table. Give a CSV file, or a table, of the"
              + " columns "
              + PriceTable.COLUMNS
              + ".");
    }
    return ofTable(spark.table(own), own);
  }

  private static PriceTable ofTable(Dataset<Row> table, String name) {
    List<String> missing = new ArrayList<>(PriceTable.COLUMNS);
    missing.removeAll(Arrays.asList(table.columns()));
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot read prices from '"
              + name
              + "': it lacks the columns "
              + missing
              + "; it has "
              + Arrays.toString(table.columns())
              + ".");
    }
    Column[] texts =
        PriceTable.COLUMNS.stream()
            .map(column -> coalesce(col(column).cast("string"), lit("")))
            .toArray(Column[]::new);
    List<List<String>> rows = new ArrayList<>();
    for (Row row : table.select(texts).collectAsList()) {
      List<String> cells = new ArrayList<>();
      for (int i = 0; i < row.size(); i++) {
        cells.add(row.getString(i));
      }
      rows.add(cells);
    }
    return PriceTable.of(name, rows);
  }

  private static boolean isTable(SparkSession spark, String name) {
    try {
      return spark.catalog().tableExists(name);
    } catch (Exception e) { // a name that does not parse is no table
      return false;
    }
  }
}
