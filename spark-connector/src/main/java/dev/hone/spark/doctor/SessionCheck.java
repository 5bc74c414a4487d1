package dev.hone.spark.doctor;

import dev.hone.spark.DoctorCheck;
import dev.hone.spark.Finding;
import dev.hone.spark.SqlFunctions;
import java.util.List;
import java.util.ServiceLoader;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.SparkSession;

/** Versions, Delta, class loader and SQL functions of the session. */
public final class SessionCheck implements DoctorCheck {
  private static final List<String> TESTED_SPARK = List.of("4.0.");
  private static final String DELTA_EXTENSION = "io.delta.sql.DeltaSparkSessionExtension";

  @Override
  public List<Finding> examine(SparkSession spark) {
    return List.of(spark(spark), delta(spark), classLoader(), functions(spark));
  }

  private static Finding spark(SparkSession spark) {
    String version = spark.version();
    return TESTED_SPARK.stream().anyMatch(version::startsWith)
        ? Finding.ok("spark", "Spark " + version + ", master " + spark.sparkContext().master())
        : Finding.warn(
            "spark",
            "Spark " + version + "; Hone is tested on " + TESTED_SPARK,
            "Use Spark 4.0 (Databricks 17.3 LTS) if something fails.");
  }

  private static Finding delta(SparkSession spark) {
    Class<?> delta;
    try {
      delta = Class.forName("io.delta.tables.DeltaTable", false, loader());
    } catch (ClassNotFoundException e) {
      return Finding.fail(
          "delta",
          "Delta is not on the class path",
          "Start Spark with --packages io.delta:delta-spark_4.0_2.13:4.4.0.");
    }
    String version = delta.getPackage().getImplementationVersion();
    String found = "Delta " + (version == null ? "(version unknown)" : version);
    boolean configured =
        spark.conf().get("spark.sql.extensions", "").contains(DELTA_EXTENSION)
            || isDatabricks(spark);
    return configured
        ? Finding.ok("delta", found)
        : Finding.fail(
            "delta",
            found + " is there, but this session was started without it",
            "Start Spark with spark.sql.extensions="
                + DELTA_EXTENSION
                + " and spark.sql.catalog.spark_catalog="
                + "org.apache.spark.sql.delta.catalog.DeltaCatalog.");
  }

  private static boolean isDatabricks(SparkSession spark) {
    return !spark.conf().get("spark.databricks.clusterUsageTags.sparkVersion", "").isEmpty();
  }

  private static Finding classLoader() {
    ClassLoader own = loader();
    boolean child = own != SparkContext.class.getClassLoader();
    return Finding.ok(
        "class loader",
        "Hone in "
            + own.getClass().getSimpleName()
            + (child ? ", a child of Spark's" : ", the same as Spark's"));
  }

  private static Finding functions(SparkSession spark) {
    List<String> modules =
        ServiceLoader.load(SqlFunctions.class, SqlFunctions.class.getClassLoader()).stream()
            .map(provider -> provider.type().getSimpleName())
            .toList();
    if (modules.isEmpty()) {
      return Finding.warn(
          "sql functions",
          "no module with SQL functions is on the class path",
          "Install Hone's one jar (dist), or add hone-serving-udf.");
    }
    return spark.catalog().functionExists("hone_answer")
        ? Finding.ok("sql functions", "hone_answer is registered")
        : Finding.warn(
            "sql functions",
            "not registered in this session (found: " + modules + ")",
            "Run Hone.register(spark) in this session.");
  }

  private static ClassLoader loader() {
    return SessionCheck.class.getClassLoader();
  }
}
