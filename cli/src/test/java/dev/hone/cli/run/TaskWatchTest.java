package dev.hone.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.Hone;
import dev.hone.spark.testing.LocalSpark;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.function.ForeachFunction;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskWatchTest {
  private static final int TASKS = 9;

  @TempDir Path folder;

  private final SparkSession spark = LocalSpark.session();

  @Test
  void tellsOfTheWorkAtHandNotOfTheStepBefore() {
    StringWriter screen = new StringWriter();
    try (Progress progress = new Progress(new PrintWriter(screen), true, 100)) {
      RunContext run = begin(progress);
      progress.begin(1, 2, "before");
      TaskWatch.during(run, TASKS, "rows", TASKS, () -> work(0));
      progress.done("");
      progress.begin(2, 2, "at hand");
      TaskWatch.during(run, TASKS, "rows", TASKS, () -> work(800));
    }
    String atHand = screen.toString().substring(screen.toString().indexOf("at hand"));
    assertThat(atHand).containsPattern("[1-8] of 9 rows, 0:0\\d left");
    assertThat(atHand.indexOf("writing"))
        .as("not before its first tasks are done")
        .satisfiesAnyOf(
            at -> assertThat(at).isNegative(),
            at -> assertThat(at).isGreaterThan(atHand.indexOf(" of 9 rows")));
  }

  private void work(int millis) {
    spark
        .range(0, TASKS, 1, TASKS)
        .foreach((ForeachFunction<Long>) row -> Thread.sleep(millis)); // a task a row
  }

  private RunContext begin(Progress progress) {
    RunFolder files = new RunFolder(folder.toString(), new Configuration());
    RunSettings settings = RunStateTest.settings(1);
    return new RunContext(
        Hone.open(spark, folder.resolve("home").toString()),
        files,
        settings,
        RunState.begin(files.child("runs"), settings, "abcd"),
        progress,
        new Stop());
  }
}
