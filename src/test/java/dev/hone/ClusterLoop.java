package dev.hone;

import dev.hone.estimators.adapters.LoraModel;
import dev.hone.estimators.adapters.LoraTuner;
import dev.hone.estimators.verdicts.JudgeAnswers;
import dev.hone.spark.calls.Calls;
import dev.hone.spark.home.AnswersTable;
import dev.hone.spark.home.CallsTable;
import dev.hone.spark.home.Home;
import dev.hone.transformers.examples.DedupeExamples;
import dev.hone.transformers.examples.FilterExamples;
import dev.hone.transformers.examples.MakeExamples;
import dev.hone.transformers.examples.PruneExamples;
import dev.hone.transformers.examples.SplitExamples;
import dev.hone.transformers.labels.LabelFromLogs;
import java.io.IOException;
import java.util.List;
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
    System.out.println(DONE);
    spark.stop();
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
