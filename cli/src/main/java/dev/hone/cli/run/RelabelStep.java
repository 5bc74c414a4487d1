package dev.hone.cli.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.lit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Message;
import dev.hone.examples.Example;
import dev.hone.json.Json;
import dev.hone.labels.CascadeThreshold;
import dev.hone.labels.Label;
import dev.hone.spark.home.ExamplesTable;
import dev.hone.spark.home.LabelStepsTable;
import dev.hone.spark.home.LabelsTable;
import dev.hone.spark.models.TaskConfiguration;
import dev.hone.transformers.labels.LabelFromConsensus;
import dev.hone.transformers.labels.LabelFromLogs;
import dev.hone.transformers.labels.RelabelExamples;
import dev.hone.transformers.labels.RelabelProgress;
import dev.hone.transformers.labels.TaskCriteria;
import dev.hone.transformers.labels.ThresholdSearch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Makes the labels of the train examples anew; held-out examples keep their logged answers and are
 * shown to no model. What is bought lies in the home's ledger: a step that was stopped asks only
 * for the rest.
 */
final class RelabelStep implements Step {
  static final String NAME = "labels";

  /** Rows a task: small enough to see progress, large enough to be asked together. */
  private static final int ROWS_A_TASK = 64;

  /** Rows in step where money is bounded: what is begun when it runs out comes to nothing yet. */
  private static final int ROWS_IN_STEP_OF_A_BUDGET = 8;

  /** Labelled train examples that set a cascade's threshold, at most. */
  private static final int MOST_KNOWN = 300;

  /** Share of right answers that a cascade's cheap model must reach where it decides. */
  private static final double TARGET = 0.97;

  /** Set aside where a budget is spent: 0 would mean no bound. */
  private static final double NOTHING_LEFT = 1e-9;

  private static final String CASCADE_NOTE = "cascade";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ObjectNode run(RunContext run) {
    Relabelling told = run.settings().relabelling();
    Dataset<Row> examples = run.home().readRun(ExamplesTable.TABLE, run.runId());
    return told.asks() ? asked(run, told, examples) : consensus(run, examples);
  }

  /** What {@code hone_spend} calls what a run buys: its budget counts what earlier tries spent. */
  static String purpose(RunContext run) {
    return "relabel " + run.runId();
  }

  private static ObjectNode asked(RunContext run, Relabelling told, Dataset<Row> examples) {
    Dataset<Row> train =
        examples
            .filter(col("dropped").isNull().and(col("split").equalTo(Example.TRAIN)))
            .dropDuplicates("id");
    long rows = train.count();
    RelabelExamples stage = stage(run, told);
    JsonNode criteria = new RunCriteria(run, stage, train).decide();
    stage.setCriteria(TaskCriteria.toJson(RunCriteria.byTask(criteria)));
    if (told.way() == RelabelWay.CASCADE) {
      stage.setThreshold(threshold(run, stage, train).path("threshold").asDouble());
    }
    if (told.isPaid()) {
      run.progress().note("Labels: " + stage.explainCost(train) + ".");
    }
    RelabelProgress progress = new RelabelProgress(run.spark().sparkContext());
    stage.setProgress(progress);
    int tasks = (int) Math.max(1, (rows + ROWS_A_TASK - 1) / ROWS_A_TASK);
    Dataset<Row> relabelled =
        stage
            .transform(train.repartition(tasks, col("id")))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      TaskWatch.during(
          run,
          tasks,
          "examples",
          rows,
          progress::toString,
          relabelled::count); // keeps them: asked once, written twice
      write(run, relabelled, examples.filter(col("split").equalTo(Example.TEST)));
      run.home()
          .replaceRun(
              LabelStepsTable.TABLE, run.runId(), RelabelExamples.steps(relabelled).coalesce(1));
      int doubtful = DoubtfulLabels.ask(run, relabelled, told.modelUri());
      RelabelFacts facts = new RelabelFacts(run, told, relabelled);
      return facts
          .of(criteria, run.state().noted(CASCADE_NOTE), longest(run, relabelled))
          .put("doubtful", doubtful);
    } finally {
      relabelled.unpersist();
    }
  }

  private static RelabelExamples stage(RunContext run, Relabelling told) {
    RelabelExamples stage =
        new RelabelExamples()
            .setModel(told.modelUri())
            .setJudge(told.judgeUri())
            .setMode(requireMode(told))
            .setSamples(told.samples())
            .setPurpose(purpose(run));
    String cheap = told.cheapUri();
    if (cheap != null) {
      stage.setCheapModel(cheap);
    }
    String price = told.price();
    if (price != null) {
      stage.setPricedAs(price);
    }
    Double budget = told.budgetUsd();
    if (budget != null) {
      double left = budget - Spending.of(run, told).usd();
      stage.setBudgetUsd(Math.max(NOTHING_LEFT, left)).setBatchRows(ROWS_IN_STEP_OF_A_BUDGET);
    }
    return stage;
  }

  private static String requireMode(Relabelling told) {
    if (told.way().mode() == null) {
      throw new IllegalStateException("Consensus asks no model.");
    }
    return told.way().mode().text();
  }

  /** Decided once a run, as the criteria are. */
  private static JsonNode threshold(RunContext run, RelabelExamples stage, Dataset<Row> train) {
    if (run.state().noted(CASCADE_NOTE).isMissingNode()) {
      run.progress().at("setting the cascade's threshold");
      List<CascadeThreshold.Known> known = new ArrayList<>();
      for (Map.Entry<Row, Truth> row : KnownRows.of(run, train, MOST_KNOWN)) {
        known.add(
            new CascadeThreshold.Known(
                stage.original(row.getKey()), Message.assistant(row.getValue().answer())));
      }
      CascadeThreshold found = ThresholdSearch.find(stage, run.spark(), known, TARGET);
      ObjectNode note = Json.object();
      note.put("threshold", found.value());
      note.put("target", TARGET);
      note.put("known", known.size());
      note.put("right", found.accuracy().successes());
      note.put("taken", found.taken().successes());
      note.put("of", found.taken().trials());
      run.state().note(CASCADE_NOTE, note);
    }
    return run.state().noted(CASCADE_NOTE);
  }

  private static ObjectNode consensus(RunContext run, Dataset<Row> examples) {
    run.progress().at("counting what most answers say");
    // Dropped repeats still vote.
    Dataset<Row> voted = new LabelFromConsensus().transform(examples);
    Dataset<Row> train =
        voted
            .filter(col("dropped").isNull().and(col("split").equalTo(Example.TRAIN)))
            .dropDuplicates("id")
            .withColumn("label_author", lit(null).cast("string"))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      write(run, train, examples.filter(col("split").equalTo(Example.TEST)));
      RelabelFacts facts = new RelabelFacts(run, run.settings().relabelling(), train);
      return facts.ofConsensus(longest(run, train));
    } finally {
      train.unpersist();
    }
  }

  /** One label an example: made anew where it is trained on, as logged where it is held out. */
  private static void write(RunContext run, Dataset<Row> train, Dataset<Row> heldOut) {
    Dataset<Row> logged =
        new LabelFromLogs()
            .transform(heldOut.filter(col("dropped").isNull()).dropDuplicates("id"))
            .withColumn("label_author", lit(null).cast("string"));
    run.home()
        .replaceRun(
            LabelsTable.TABLE, run.runId(), labels(train).unionByName(labels(logged)).coalesce(1));
  }

  private static Dataset<Row> labels(Dataset<Row> labelled) {
    return labelled.select(
        col("id").as("example_id"),
        col("label").as("answer"),
        col(LabelFromLogs.ORIGIN).as("origin"),
        col("label_author").as("author"),
        current_timestamp().as("ts"));
  }

  /** Tokens of the longest new label. */
  private static int longest(RunContext run, Dataset<Row> labelled) {
    return new AnswerTokens(run.settings().baseModel(), TaskConfiguration.of(run.spark()))
        .most(
            labelled
                .filter(col(LabelFromLogs.ORIGIN).equalTo(Label.RELABELLED))
                .select(col("prompt"), col("tools_json"), col("label").as("answer")));
  }
}
