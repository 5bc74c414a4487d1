package dev.hone.estimators.adapters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.HoneException;
import dev.hone.adapters.AdapterManifest;
import dev.hone.adapters.PromptEdits;
import dev.hone.chat.Message;
import dev.hone.engine.program.Value;
import dev.hone.engine.training.TrainingReport;
import dev.hone.engine.training.TrainingStep;
import dev.hone.estimators.TinyModel;
import dev.hone.examples.PruneRules;
import dev.hone.redaction.Mode;
import dev.hone.redaction.Redaction;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.home.PromptRules;
import dev.hone.spark.models.LocalFiles;
import dev.hone.spark.models.ModelPool;
import dev.hone.spark.testing.HiddenFileSystem;
import dev.hone.spark.testing.LocalSpark;
import dev.hone.spark.testing.StageContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkExecutorInfo;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoraTunerTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("prompt", MessageRows.MESSAGES)
          .add("label", MessageRows.MESSAGE)
          .add("weight", DataTypes.LongType)
          .add("split", DataTypes.StringType)
          .add("dropped", DataTypes.StringType);
  private static final PromptEdits EDITS =
      new PromptEdits(
          new Redaction(Map.of("email", Mode.MASK)), new PruneRules(List.of("Always be polite.")));

  @TempDir static Path models;
  private static Path base;

  private final SparkSession spark = LocalSpark.session();

  @TempDir Path scratch;
  private Path adapter;

  @BeforeAll
  static void makeModel() throws IOException {
    base = TinyModel.write(models.resolve("tiny"));
  }

  /** A stopped task still saves its work; its folder must not be deleted under it. */
  @AfterEach
  void waitForStoppedTasks() throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (tasksRun() && System.nanoTime() < until) {
      Thread.sleep(20);
    }
    assertThat(tasksRun()).as("tasks still run 30 s after the test").isFalse();
  }

  private boolean tasksRun() {
    return Stream.of(spark.sparkContext().statusTracker().getExecutorInfos())
            .mapToInt(SparkExecutorInfo::numRunningTasks)
            .sum()
        > 0;
  }

  @BeforeEach
  void nameAdapter() {
    adapter = scratch.resolve("adapters").resolve("a");
  }

  private static Row row(String text, String split, String dropped) {
    return RowFactory.create(
        MessageRows.toRows(List.of(Message.user(text))),
        MessageRows.toRow(Message.assistant("ok")),
        1L,
        split,
        dropped);
  }

  private Dataset<Row> examples() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      rows.add(row("ticket " + i, i % 6 == 0 ? "test" : "train", null));
    }
    rows.add(row("no answer came", "train", "status 429"));
    rows.add(row("x".repeat(TinyModel.CONTEXT), "train", null));
    Dataset<Row> examples = spark.createDataFrame(rows, SCHEMA);
    return examples.withColumn(
        "prompt", functions.col("prompt").as("prompt", PromptRules.metadata(EDITS)));
  }

  private LoraTuner tuner() {
    return new LoraTuner()
        .setBaseModel(base.toString())
        .setAdapterPath(adapter.toString())
        .setRank(4)
        .setAlpha(8)
        .setLearningRate(2e-2)
        .setEpochs(6)
        .setBatchSize(4)
        .setMaxTokens(TinyModel.CONTEXT)
        .setPrecision("f32");
  }

  private List<String> beside() throws IOException {
    if (!Files.exists(adapter.getParent())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(adapter.getParent())) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void fitsSavesLoadsAndAnswersInAPipeline() throws IOException {
    List<TrainingStep> heard = new ArrayList<>();
    LoraTuner tuner =
        tuner()
            .setListener(heard::add)
            .setDataSource("calls_table")
            .setDataVersion("12")
            .setRunId("run-1");
    PipelineModel fitted = new Pipeline().setStages(new PipelineStage[] {tuner}).fit(examples());

    TrainingReport report = ((LoraModel) fitted.stages()[0]).report().orElseThrow();
    assertThat(report.steps()).isEqualTo(30);
    assertThat(report.finalLoss()).isLessThan(report.curve().get(0).loss() / 2);
    assertThat(report.heldOutLoss()).isNotNull().isLessThan(report.curve().get(0).loss());
    assertThat(report.skipped()).containsEntry("status 429", 1).hasSize(2);
    assertThat(report.skipped().values()).as("one row does not fit").containsOnly(1);
    assertThat(heard).extracting(TrainingStep::step).isSorted().hasSize(30);

    AdapterManifest manifest =
        AdapterManifest.fromJson(Files.readString(adapter.resolve(AdapterManifest.FILE)));
    assertThat(manifest.edits()).isEqualTo(EDITS);
    assertThat(manifest.provenance())
        .containsEntry("data_source", "calls_table")
        .containsEntry("data_version", "12")
        .containsEntry("run_id", "run-1")
        .containsEntry("train_rows", "21")
        .containsKey("data_sha256");
    assertThat(beside()).containsExactly("a");

    fitted.write().save(scratch.resolve("pipeline").toString());
    PipelineModel loaded = PipelineModel.load(scratch.resolve("pipeline").toString());
    ((LoraModel) loaded.stages()[0]).setMaxNewTokens(4);
    List<Row> answers = loaded.transform(examples().coalesce(1)).collectAsList();
    assertThat(answers).hasSize(26);
    assertThat(answers.get(0).<String>getAs("answer_text")).isEqualTo("ok");
    assertThat(answers.get(24).<String>getAs("answer_error")).as("dropped: not asked").isNull();
    assertThat(answers.get(25).<String>getAs("answer_error")).contains("" + TinyModel.CONTEXT);

    Files.writeString(adapter.resolve("README.md"), "changed");
    assertThatThrownBy(() -> loaded.transform(examples()))
        .isInstanceOf(HoneException.class)
        .hasMessageContaining("is not the one that was fitted");
  }

  @Test
  void publishesToAFileSystemThatJavaCannotOpen() throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    HiddenFileSystem.install(hadoop, scratch.resolve("hidden"));
    hadoop.set(LocalFiles.CACHE_DIR, scratch.resolve("cache").toString());
    TinyModel.write(scratch.resolve("hidden").resolve("base"));
    LoraModel model =
        tuner()
            .setBaseModel("hidden:/base")
            .setAdapterPath("hidden:/adapters/a")
            .setEpochs(1)
            .fit(examples());

    List<Row> answers = model.setMaxNewTokens(2).transform(examples().limit(3)).collectAsList();
    assertThat(answers)
        .hasSize(3)
        .allSatisfy(row -> assertThat(row.<String>getAs("answer_error")).isNull());
    try (Stream<Path> published = Files.list(scratch.resolve("hidden").resolve("adapters"))) {
      assertThat(published).containsExactly(scratch.resolve("hidden/adapters/a"));
    }
  }

  @Test
  void anotherMachineGoesOnFromTheCheckpointOnTheAdaptersFileSystem() throws IOException {
    Configuration hadoop = spark.sparkContext().hadoopConfiguration();
    HiddenFileSystem.install(hadoop, scratch.resolve("hidden"));
    hadoop.set(LocalFiles.CACHE_DIR, scratch.resolve("one machine").toString());
    LoraTuner tuner = tuner().setAdapterPath("hidden:/adapters/a").setEpochs(2);
    tuner.setListener(
        step -> {
          if (step.step() == 4) {
            throw new IllegalStateException("this machine is lost");
          }
        });
    assertThatThrownBy(() -> tuner.fit(examples())).hasStackTraceContaining("is lost");
    Path beside = scratch.resolve("hidden").resolve("adapters");
    try (Stream<Path> kept = Files.walk(beside)) {
      assertThat(kept.filter(Files::isRegularFile).map(file -> file.getFileName().toString()))
          .containsExactly("4.safetensors");
    }

    hadoop.set(LocalFiles.CACHE_DIR, scratch.resolve("another machine").toString());
    TrainingReport report = tuner.setListener(step -> {}).fit(examples()).report().orElseThrow();
    assertThat(report.resumedFrom()).isEqualTo(4);
    assertThat(report.curve()).hasSize(report.steps());
    try (Stream<Path> published = Files.list(beside)) {
      assertThat(published).containsExactly(beside.resolve("a"));
    }
  }

  @Test
  void tasksGiveBackTheNativeMemoryTheyTook() {
    tuner().setEpochs(1).fit(examples()); // what is kept for good is taken once
    ModelPool.ofThisJvm().closeIdle();
    long before = Value.live();
    LoraModel model = tuner().setOverwrite(true).setEpochs(1).fit(examples());
    List<Row> answers = model.setMaxNewTokens(2).transform(examples().limit(3)).collectAsList();
    assertThat(answers).hasSize(3);
    assertThat(Value.live()).as("the model stays open for the next task").isGreaterThan(before);
    ModelPool.ofThisJvm().closeIdle();
    assertThat(Value.live()).isEqualTo(before);
  }

  @Test
  void reportsAllThatIsWrongBeforeARowIsRead() {
    assertThatThrownBy(
            () ->
                new LoraTuner()
                    .setWeightCol("split")
                    .transformSchema(new StructType().add("split", DataTypes.StringType)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Param baseModel is not set")
        .hasMessageContaining("Param adapterPath is not set")
        .hasMessageContaining("'prompt' (param promptCol)")
        .hasMessageContaining("'label' (param labelCol)")
        .hasMessageContaining("'split' (param weightCol) is string");
    assertThatThrownBy(() -> new LoraTuner().setRank(0)).hasMessageContaining("rank");
    assertThatThrownBy(() -> new LoraTuner().setPrecision("f16")).hasMessageContaining("precision");
  }

  @Test
  void refusesAnEmptySplitWithCounts() throws IOException {
    assertThatThrownBy(() -> tuner().fit(examples().where("split = 'train'")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(
            "No rows in split [test]: of 22 rows, 21 are to train on, 0 to test on")
        .hasMessageContaining("status 429=1")
        .hasMessageContaining("splitCol");
    assertThat(beside()).isEmpty();
  }

  @Test
  void refusesWhatItCannotUseAndLeavesNothing() throws IOException {
    assertThatThrownBy(() -> tuner().setBaseModel(scratch + "/nowhere").fit(examples()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nowhere");
    Path strange = TinyModel.write(scratch.resolve("strange"));
    Files.writeString(strange.resolve("config.json"), "{\"model_type\": \"mamba\"}");
    assertThatThrownBy(() -> tuner().setBaseModel(strange.toString()).fit(examples()))
        .isInstanceOfAny(HoneException.class, IllegalArgumentException.class)
        .hasMessageContaining("mamba");
    Path file = Files.writeString(scratch.resolve("file"), "");
    assertThatThrownBy(() -> tuner().setAdapterPath(file + "/adapter").fit(examples()))
        .isInstanceOf(HoneException.class)
        .hasMessageContaining("(param adapterPath)");
    assertThat(beside()).noneMatch(name -> name.equals("a"));
    Files.createDirectories(adapter);
    assertThatThrownBy(() -> tuner().fit(examples())).hasMessageContaining("overwrite");
  }

  @Test
  void whatTheListenerThrowsEndsTheTraining() throws IOException {
    LoraTuner tuner =
        tuner()
            .setListener(
                step -> {
                  if (step.step() == 3) {
                    throw new IllegalArgumentException("seen enough");
                  }
                });
    assertThatThrownBy(() -> tuner.fit(examples())).hasMessage("seen enough");
    assertThat(beside()).doesNotContain("a");
  }

  @Test
  void aCancelledTrainingStopsBetweenStepsAndLeavesNoAdapter() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    List<Integer> steps = new ArrayList<>();
    LoraTuner tuner =
        tuner()
            .setEpochs(100_000)
            .setListener(
                step -> {
                  steps.add(step.step());
                  started.countDown();
                });
    CompletableFuture<LoraModel> fitting =
        CompletableFuture.supplyAsync(
            () -> {
              spark.sparkContext().setJobGroup("tuning", "to be cancelled", false);
              return tuner.fit(examples());
            });
    assertThat(started.await(60, TimeUnit.SECONDS)).isTrue();
    spark.sparkContext().cancelJobGroup("tuning");

    assertThatThrownBy(() -> fitting.get(60, TimeUnit.SECONDS)).hasStackTraceContaining("cancel");
    assertThat(beside()).doesNotContain("a");
    assertThat(steps).isNotEmpty();
  }

  @Test
  void keepsTheContractOfStages() {
    StageContract.check(tuner().setEpochs(1), examples().limit(8), scratch.resolve("saved"));
    StageContract.registered(
        Path.of("target/classes"), StageContract.stagesIn(Path.of("target/classes")));
  }
}
