package dev.hone.cli.commands;

import dev.hone.Hone;
import dev.hone.spark.ledger.OwnPrices;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The Spark session that a command works in: the one that is there, or else an embedded one of its
 * own. Closing it stops only its own.
 */
final class Session implements AutoCloseable {
  private final SparkSession spark;
  private final boolean own;
  private final String pricesBefore;

  private Session(SparkSession spark, boolean own) {
    this.spark = spark;
    this.own = own;
    this.pricesBefore = spark.conf().get(OwnPrices.CONF, "");
  }

  static Session open() {
    boolean shared =
        SparkSession.getActiveSession().isDefined() || SparkSession.getDefaultSession().isDefined();
    // Set by spark-submit, which then also decides everything else.
    boolean submitted = System.getProperty("spark.master") != null;
    SparkSession spark = shared || submitted ? SparkSession.builder().getOrCreate() : embedded();
    Hone.register(spark);
    return new Session(spark, !shared);
  }

  SparkSession spark() {
    return spark;
  }

  /**
   * Reckons in these prices until it is closed.
   *
   * @param prices as {@link OwnPrices#over} takes them; null for those it reckons in already
   */
  void reckonIn(@Nullable String prices) {
    if (prices != null) {
      OwnPrices.over(spark, prices); // says at once what is wrong with them
      spark.conf().set(OwnPrices.CONF, prices);
    }
  }

  @Override
  public void close() {
    if (own) {
      spark.stop();
    } else if (pricesBefore.isEmpty()) {
      spark.conf().unset(OwnPrices.CONF);
    } else {
      spark.conf().set(OwnPrices.CONF, pricesBefore);
    }
  }

  /** Spark within this process, with Delta, sized for a laptop. */
  private static SparkSession embedded() {
    String scratch = Path.of(System.getProperty("java.io.tmpdir")).toAbsolutePath().toString();
    SparkSession spark =
        SparkSession.builder()
            .appName("hone")
            .master("local[" + Runtime.getRuntime().availableProcessors() + "]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
            .config(
                "spark.sql.catalog.spark_catalog",
                "org.apache.spark.sql.delta.catalog.DeltaCatalog")
            .config("spark.sql.warehouse.dir", scratch + "/hone-warehouse")
            .config("spark.sql.session.timeZone", "UTC")
            // A laptop's tables are small: two hundred tasks a shuffle would be all overhead.
            .config("spark.sql.shuffle.partitions", "4")
            .config("spark.databricks.delta.snapshotPartitions", "2")
            .config("spark.sql.ui.retainedExecutions", "1")
            .getOrCreate();
    spark.sparkContext().setLogLevel("WARN");
    return spark;
  }
}
