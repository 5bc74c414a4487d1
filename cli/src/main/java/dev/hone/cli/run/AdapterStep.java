package dev.hone.cli.run;

import static org.apache.spark.sql.functions.col;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.HoneException;
import dev.hone.adapters.AdapterManifest;
import dev.hone.adapters.PromptEdits;
import dev.hone.cli.report.Answerer;
import dev.hone.engine.decoder.DecoderConfig;
import dev.hone.engine.training.TrainingListener;
import dev.hone.engine.training.TrainingReport;
import dev.hone.engine.training.TrainingStep;
import dev.hone.engine.training.ValidationPoint;
import dev.hone.engine.weights.ModelFolder;
import dev.hone.estimators.adapters.LoraModel;
import dev.hone.estimators.adapters.LoraTuner;
import dev.hone.examples.PruneRules;
import dev.hone.json.Json;
import dev.hone.redaction.Redaction;
import dev.hone.spark.home.AdaptersTable;
import dev.hone.spark.home.ExamplesTable;
import dev.hone.spark.home.LabelsTable;
import dev.hone.spark.home.PromptRules;
import dev.hone.spark.models.LocalFiles;
import dev.hone.transformers.labels.LabelFromLogs;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * Fits an adapter: to the labels made anew where a run makes some, and, to compare with, to the
 * logged answers. Stopped in the middle, it goes on from the last checkpoint.
 */
final class AdapterStep implements Step {
  static final String NAME = "adapter";
  private static final String RAW_NAME = "adapter on the log";

  /** What judging and reporting take, with some to spare. */
  private static final double SECONDS_AFTER = 25;

  /** Less teaches nothing; a budget this tight is overrun rather than wasted. */
  private static final double LEAST_SECONDS = 15;

  /**
   * Four times the usual 2. Under Adam that is B's learning rate four times A's, as LoRA+:
   * Efficient Low Rank Adaptation of Large Models (Hayou et al. 2024) would have it; rare
   * conditions are learned epochs earlier, before wrong labels are learnt by heart.
   */
  private static final double ALPHA_PER_RANK = 8;

  private static final String PLAN = "adapter plan";

  private final Answerer model;

  AdapterStep(Answerer model) {
    this.model = model;
  }

  static String name(Answerer model) {
    return model == Answerer.TUNED_RAW ? RAW_NAME : NAME;
  }

  /** The id of a model's adapter in the home's tables; null for one that has none. */
  static @Nullable String id(RunContext run, Answerer model) {
    return model == Answerer.TUNED
        ? run.runId()
        : model == Answerer.TUNED_RAW ? run.runId() + "-raw" : null;
  }

  @Override
  public String name() {
    return name(model);
  }

  @Override
  public ObjectNode run(RunContext run) {
    String rules = run.facts(ExamplesStep.NAME).path("prune_rules").asText();
    PromptEdits edits =
        new PromptEdits(
            Redaction.fromJson(run.facts(ExamplesStep.NAME).path("redaction").asText()),
            PruneRules.fromJson(rules));
    int seconds = plannedSeconds(run);
    String path = run.files().shown("adapters/" + id(run, model));
    ReviewedLabels reviewed = ReviewedLabels.of(run);
    Dataset<Row> labelled =
        labelled(
            run,
            reviewed,
            run.home()
                .readRun(ExamplesTable.TABLE, run.runId())
                .filter(col("dropped").isNull())
                // A home's tables hold many runs: the rules of this one are put back here.
                .withColumn("prompt", col("prompt").as("prompt", PromptRules.metadata(edits))));
    String labelSource =
        model == Answerer.TUNED_RAW
            ? labelSource(run)
            : reviewed.source(labelSource(run), labelled);
    RunSettings settings = run.settings();
    LoraTuner tuner =
        new LoraTuner()
            .setBaseModel(settings.baseModel())
            .setAdapterPath(path)
            .setOverwrite(true)
            .setRank(settings.rank())
            .setAlpha(ALPHA_PER_RANK * settings.rank())
            .setLearningRate(settings.learningRate())
            .setEpochs(settings.epochs())
            .setBatchSize(settings.batchSize())
            .setMaxTokens(contextTokens(run))
            .setSeed(settings.seed())
            .setTimeBudgetSeconds(seconds)
            .setDataSource(run.facts(CallsStep.NAME).path("source").asText())
            .setRunId(run.runId())
            .setLabelSource(labelSource)
            .setListener(listener(run));
    LoraModel fitted = tuner.fit(labelled);
    TrainingReport report =
        fitted.report().orElseThrow(() -> new IllegalStateException("A fresh model has a report."));
    record(run, path, rules, labelSource, report);
    return facts(path, fitted, report);
  }

  /** In an order that a training which goes on finds again. */
  private Dataset<Row> labelled(RunContext run, ReviewedLabels reviewed, Dataset<Row> examples) {
    if (run.settings().relabel() == null) {
      return reviewed.over(new LabelFromLogs().transform(examples));
    }
    if (model == Answerer.TUNED_RAW) {
      return new LabelFromLogs().transform(examples).orderBy("id");
    }
    Dataset<Row> labels =
        run.home()
            .readRun(LabelsTable.TABLE, run.runId())
            .select(
                col("example_id").as("id"),
                col("answer").as("label"),
                col("origin").as(LabelFromLogs.ORIGIN));
    return reviewed.over(examples.join(labels, "id").orderBy("id"));
  }

  /** Where the labels came from, for the adapter's manifest. */
  private String labelSource(RunContext run) {
    JsonNode labels = run.facts(RelabelStep.NAME);
    if (labels.isMissingNode() || model == Answerer.TUNED_RAW) {
      return "as logged";
    }
    return String.format(
        Locale.ROOT,
        "%,d of %,d made anew (%s)",
        labels.path("replaced").asLong(),
        labels.path("rows").asLong(),
        run.settings().relabelling().described().get("relabel"));
  }

  /** The most tokens that the base model can read and write together. */
  static int contextTokens(RunContext run) {
    ModelFolder folder =
        ModelFolder.open(
            LocalFiles.fetch(
                run.settings().baseModel(), run.spark().sparkContext().hadoopConfiguration()));
    return DecoderConfig.from(folder.json("config.json")).contextTokens();
  }

  /**
   * What the budget leaves, decided once: a resumed training must be told the same, and so must one
   * that is compared with. A tuned model is taken to need as long for its answers as the base model
   * did.
   */
  private static int plannedSeconds(RunContext run) {
    int adapters = run.settings().compares() ? 2 : 1;
    if (run.state().noted(PLAN).isMissingNode()) {
      double answers =
          run.state().secondsByStep().getOrDefault(AnswersStep.name(Answerer.BASE), 0.0);
      double left =
          (60 * run.settings().timeBudgetMinutes() - run.state().seconds() - SECONDS_AFTER)
                  / adapters
              - answers;
      ObjectNode plan = Json.object();
      plan.put("seconds", Math.round(Math.max(LEAST_SECONDS, left)));
      run.state().note(PLAN, plan);
    }
    return run.state().noted(PLAN).path("seconds").asInt();
  }

  private static TrainingListener listener(RunContext run) {
    return step -> {
      run.progress().at(described(step));
      if (run.stop().wished()) {
        // In a local session this is the training thread: it saves a checkpoint and ends.
        Thread.currentThread().interrupt();
      }
    };
  }

  private static String described(TrainingStep step) {
    return String.format(
        Locale.ROOT,
        "step %,d of %,d, loss %.3f, %,.0f tokens/s, %s left",
        step.step(),
        step.steps(),
        step.loss(),
        step.tokensPerSecond(),
        Progress.clock(step.secondsLeft()));
  }

  private static ObjectNode facts(String path, LoraModel fitted, TrainingReport report) {
    ObjectNode facts = Json.object();
    facts.put("path", path);
    facts.put("sha256", fitted.getAdapterSha256());
    facts.put("steps", report.steps());
    facts.put(
        "planned_steps", report.curve().isEmpty() ? report.steps() : report.curve().get(0).steps());
    facts.put("resumed_from", report.resumedFrom());
    facts.put("tokens", report.tokens());
    facts.put("final_loss", report.finalLoss());
    facts.put("heldout_loss", report.heldOutLoss());
    facts.put("kept_step", report.keptStep());
    for (ValidationPoint point : report.validation()) {
      facts.withArray("validation").addArray().add(point.step()).add(point.loss());
    }
    facts.put("tokens_per_second", report.tokensPerSecond());
    ObjectNode skipped = facts.putObject("skipped");
    report.skipped().forEach(skipped::put);
    for (TrainingStep step : report.curve()) {
      facts.withArray("curve").addArray().add(step.step()).add(step.loss());
    }
    facts.put(
        "summary",
        String.format(
            Locale.ROOT,
            "%,d steps%s, %,d tokens, %,.0f tokens/s, loss %.3f",
            report.steps(),
            report.validation().isEmpty() ? "" : ", step " + report.keptStep() + " kept",
            report.tokens(),
            report.tokensPerSecond(),
            report.finalLoss()));
    return facts;
  }

  private void record(
      RunContext run, String path, String rules, String labelSource, TrainingReport report) {
    AdapterManifest manifest = manifest(run, path);
    ObjectNode configuration = Json.object();
    run.settings().described().forEach(configuration::put);
    configuration.put("labels", labelSource);
    Row row =
        RowFactory.create(
            id(run, model),
            path,
            run.settings().baseModel(),
            manifest.baseSha256(),
            manifest.provenance().get("data_sha256"),
            manifest.templateSha256(),
            Json.write(configuration),
            rules,
            run.settings().seed(),
            (long) report.steps(),
            report.tokens(),
            report.finalLoss(),
            report.heldOutLoss(),
            report.tokensPerSecond(),
            Timestamp.from(Instant.now()));
    // Appended under a name of its own: a second try after a crash adds nothing twice.
    run.home()
        .append(
            AdaptersTable.TABLE,
            run.runId(),
            run.spark().createDataFrame(List.of(row), AdaptersTable.SCHEMA),
            run.runId() + "/" + name(),
            1);
  }

  private static AdapterManifest manifest(RunContext run, String path) {
    java.nio.file.Path file =
        LocalFiles.fetch(path, run.spark().sparkContext().hadoopConfiguration())
            .resolve(AdapterManifest.FILE);
    try {
      return AdapterManifest.fromJson(Files.readString(file));
    } catch (IOException e) {
      throw new HoneException("Cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
