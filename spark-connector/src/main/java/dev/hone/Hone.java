package dev.hone;

import dev.hone.spark.DoctorCheck;
import dev.hone.spark.DoctorReport;
import dev.hone.spark.Finding;
import dev.hone.spark.SqlFunctions;
import dev.hone.spark.home.Home;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.apache.spark.sql.SparkSession;

/** The front door: a home to work in, SQL functions, and what works on this machine. */
public final class Hone {
  private Hone() {}

  /**
   * Opens a home; creates it where it is not there yet.
   *
   * @param home a folder on any file system of Hadoop's, or {@code catalog.schema}
   */
  public static Home open(SparkSession spark, String home) {
    return Home.open(spark, home);
  }

  /**
   * Registers Hone's SQL functions in this session. The first line of a notebook: every notebook is
   * a session of its own, and {@code newSession()} knows no function that was registered elsewhere.
   */
  public static void register(SparkSession spark) {
    // Hone's own loader, not the thread's: a cluster library lives in a child loader.
    for (SqlFunctions functions :
        ServiceLoader.load(SqlFunctions.class, SqlFunctions.class.getClassLoader())) {
      functions.register(spark);
    }
  }

  /** Looks at class loader, natives, threads, storage and versions, and says how to mend them. */
  public static DoctorReport doctor(SparkSession spark) {
    List<Finding> findings = new ArrayList<>();
    for (DoctorCheck check :
        ServiceLoader.load(DoctorCheck.class, DoctorCheck.class.getClassLoader())) {
      try {
        findings.addAll(check.examine(spark));
      } catch (RuntimeException | LinkageError e) {
        findings.add(
            Finding.fail(
                check.getClass().getSimpleName(),
                "the check itself failed: " + e,
                "Report this with the stack trace: it is a fault of Hone's."));
      }
    }
    return new DoctorReport(findings);
  }
}
