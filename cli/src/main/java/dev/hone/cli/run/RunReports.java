package dev.hone.cli.run;

import dev.hone.Hone;
import dev.hone.cli.report.Report;
import dev.hone.cli.report.ReportJson;
import dev.hone.spark.home.Home;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/** What the runs of a home measured. */
public final class RunReports {
  private RunReports() {}

  /**
   * The reports of all runs that came to their end.
   *
   * @param home a folder, or {@code catalog.schema}
   * @param files where the runs' files are; null for the home's own folder
   */
  public static List<Report> of(SparkSession spark, String home, @Nullable String files) {
    Home opened = Hone.open(spark, home);
    String folder = files == null ? opened.folder("runs") : files + "/runs";
    RunFolder runs = new RunFolder(folder, spark.sessionState().newHadoopConf());
    return runs.folders().stream()
        .map(run -> runs.child(run).read(ReportStep.JSON))
        .flatMap(Optional::stream)
        .map(ReportJson::read)
        .toList();
  }
}
