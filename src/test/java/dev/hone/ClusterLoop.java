package dev.hone;

import dev.hone.engine.training.TrainingReport;
import dev.hone.estimators.adapters.LoraModel;
import dev.hone.estimators.adapters.LoraTuner;
import dev.hone.estimators.verdicts.JudgeAnswers;
import dev.hone.spark.calls.Calls;
import dev.hone.spark.home.AnswersTable;
import dev.hone.spark.home.CallsTable;
import dev.hone.spark.home.Home;
import dev.hone.spark.models.LocalFiles;
import dev.hone.transformers.examples.DedupeExamples;
import dev.hone.transformers.examples.FilterExamples;
import dev.hone.transformers.examples.MakeExamples;
import dev.hone.transformers.examples.PruneExamples;
import dev.hone.transformers.examples.SplitExamples;
import dev.hone.transformers.labels.LabelFromLogs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * A user's program on a cluster: the whole loop, with logs, home, base model and adapter on a file
 * system that only Hadoop can read. {@link ClusterTest} submits it. Arguments: the base model's
 * folder on the driver's disk, the log file there.
 */
public final class ClusterLoop {
  static final String DONE = "The loop is closed.";

  private ClusterLoop() {}

  public static void main(String[] args) throws Exception {
    // A notebook's session is never the first one.
    SparkSession spark = SparkSession.builder().getOrCreate().newSession();
    Hone.register(spark);
    check(
        "Hone's classes are in a child class loader",
        Hone.class.getClassLoader() != SparkSession.class.getClassLoader());

    upload(spark, args[0], "hidden:/models/small");
    upload(spark, args[1], "hidden:/logs/calls.jsonl");
    Home home = Hone.open(spark, "hidden:/home");

    Dataset<Row> calls = Calls.read(spark, "hidden:/logs/calls.jsonl");
    home.replaceRun(CallsTable.TABLE, "run", calls);
    Dataset<Row> examples =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new MakeExamples(),
                  new FilterExamples(),
                  new DedupeExamples(),
                  new SplitExamples(),
                  new PruneExamples(),
                  new LabelFromLogs()
                })
            .fit(calls)
            .transform(calls);

    LoraModel model =
        new LoraTuner()
            .setBaseModel("hidden:/models/small")
            .setAdapterPath(home.folder("adapters") + "/triage")
            .setEpochs(1)
            .setRank(8)
            .fit(examples);
    FileSystem files = new Path("hidden:/").getFileSystem(spark.sessionState().newHadoopConf());
    check(
        "the adapter was published",
        files.exists(new Path(home.folder("adapters") + "/triage/adapter_model.safetensors")));
    check("the loss fell", model.report().orElseThrow().finalLoss() < 3);

    Dataset<Row> held = examples.filter("split = 'test' and dropped is null");
    Dataset<Row> judged = new JudgeAnswers().transform(model.transform(held)).cache();
    check("every held-out row has a verdict", judged.filter("verdict is null").isEmpty());
    check("no answer failed", judged.filter("answer_error is not null").isEmpty());

    held.createOrReplaceTempView("held");
    List<Row> asked =
        spark
            .sql(
                "SELECT hone_answer('"
                    + model.uri()
                    + "', messages[size(messages) - 1].content) AS a FROM held LIMIT 4")
            .selectExpr("a.answer", "a.error")
            .collectAsList();
    check(
        "hone_answer answers", asked.stream().allMatch(row -> row.isNullAt(1) && !row.isNullAt(0)));
    home.create(AnswersTable.TABLE);
    lostExecutor(spark, home, examples);
    System.out.println(DONE);
    spark.stop();
  }

  /** All executors are killed in the middle of a training, and what lay on their disks is lost. */
  private static void lostExecutor(SparkSession spark, Home home, Dataset<Row> examples)
      throws IOException {
    Configuration configuration = spark.sessionState().newHadoopConf();
    Path adapters = new Path(home.folder("adapters"));
    FileSystem files = adapters.getFileSystem(configuration);
    List<Integer> heard = new CopyOnWriteArrayList<>();
    AtomicInteger heardBefore = new AtomicInteger();
    LoraModel model =
        new LoraTuner()
            .setBaseModel("hidden:/models/small")
            .setAdapterPath(adapters + "/lost")
            .setEpochs(50)
            .setRank(8)
            .setTimeBudgetSeconds(12)
            .setListener(
                step -> {
                  heard.add(step.step());
                  if (heardBefore.get() == 0 && keptSteps(files, adapters) > 0) {
                    heardBefore.set(heard.size());
                    ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
                    delete(LocalFiles.cacheFolder(configuration).resolve("training"));
                  }
                })
            .fit(examples);

    check("the driver hears of steps while the task runs", heardBefore.get() > 0);
    TrainingReport report = model.report().orElseThrow();
    System.out.println("Went on from step " + report.resumedFrom() + " of " + report.steps());
    check("the retried task went on from the checkpoint", report.resumedFrom() > 0);
    check("it has every step once", report.curve().size() == report.steps());
    check("the checkpoints are gone", keptSteps(files, adapters) == 0);
  }

  /** The steps of the latest checkpoint that lies beside the adapters. */
  private static int keptSteps(FileSystem files, Path adapters) {
    try {
      int latest = 0;
      for (FileStatus beside : files.listStatus(adapters)) {
        if (beside.getPath().getName().startsWith(".lost.training-")) {
          for (FileStatus checkpoint : files.listStatus(beside.getPath())) {
            String name = checkpoint.getPath().getName();
            if (name.endsWith(".safetensors") && !name.startsWith(".")) {
              latest = Math.max(latest, Integer.parseInt(name.replace(".safetensors", "")));
            }
          }
        }
      }
      return latest;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(java.nio.file.Path folder) {
    try (Stream<java.nio.file.Path> tree = Files.walk(folder)) {
      for (java.nio.file.Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void upload(SparkSession spark, String from, String to) throws IOException {
    Path target = new Path(to);
    target
        .getFileSystem(spark.sessionState().newHadoopConf())
        .copyFromLocalFile(false, true, new Path("file://" + from), target);
  }

  private static void check(String fact, boolean holds) {
    if (!holds) {
      throw new AssertionError("It does not hold that " + fact + ".");
    }
    System.out.println("Holds: " + fact + ".");
  }
}
