package dev.hone.cli.run;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.HoneException;
import dev.hone.cli.samples.SupportDesk;
import dev.hone.examples.Example;
import dev.hone.examples.NearDuplicates;
import dev.hone.examples.PruneRules;
import dev.hone.examples.StaticSpan;
import dev.hone.json.Json;
import dev.hone.redaction.Mode;
import dev.hone.spark.home.CallsTable;
import dev.hone.spark.home.ExamplesTable;
import dev.hone.spark.home.LabelsTable;
import dev.hone.spark.models.TaskConfiguration;
import dev.hone.transformers.examples.AssignTasks;
import dev.hone.transformers.examples.AssignTasksModel;
import dev.hone.transformers.examples.DedupeExamples;
import dev.hone.transformers.examples.FilterExamples;
import dev.hone.transformers.examples.MakeExamples;
import dev.hone.transformers.examples.PruneExamples;
import dev.hone.transformers.examples.PruneExamplesModel;
import dev.hone.transformers.examples.RedactExamples;
import dev.hone.transformers.examples.SelectExamples;
import dev.hone.transformers.examples.SplitCheck;
import dev.hone.transformers.examples.SplitExamples;
import dev.hone.transformers.labels.LabelFromLogs;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.storage.StorageLevel;

/**
 * Makes examples of the calls, selects, filters and redacts them, finds their tasks, dedupes,
 * splits and prunes them task by task, drops what the base model cannot take, and labels the rest.
 */
final class ExamplesStep implements Step {
  static final String NAME = "examples";

  /** Room beside the longest logged answer, for answers that differ from it. */
  private static final int SPARE_TOKENS = 16;

  private static final int MAX_ANSWER_TOKENS = 512;

  /** What examples count under that are of no task. */
  private static final String NO_TASK = "no task";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ObjectNode run(RunContext run) {
    Dataset<Row> calls = run.home().readRun(CallsTable.TABLE, run.runId());
    run.progress().at("making, selecting, filtering and redacting");
    Dataset<Row> made = StageCounts.begin("make", new MakeExamples().transform(calls));
    Dataset<Row> selected = StageCounts.after("select", new SelectExamples().transform(made));
    Dataset<Row> filtered = StageCounts.after("filter", new FilterExamples().transform(selected));
    Dataset<Row> redacted =
        StageCounts.after("redact", redaction().transform(filtered))
            .persist(StorageLevel.MEMORY_AND_DISK());
    try {
      run.progress().at("finding tasks and deduping");
      AssignTasksModel tasks = new AssignTasks().fit(redacted);
      Dataset<Row> deduped =
          StageCounts.after("dedupe", new DedupeExamples().transform(tasks.transform(redacted)))
              .persist(StorageLevel.MEMORY_AND_DISK());
      try {
        PruneExamplesModel pruning = splitAndPrune(run, deduped);
        ObjectNode facts = facts(run, pruning);
        ArrayNode templates = facts.putArray("task_templates");
        Arrays.stream(tasks.getTemplates()).forEach(templates::add);
        StageCounts.put(facts, deduped, "fit");
        return facts;
      } finally {
        deduped.unpersist();
      }
    } finally {
      redacted.unpersist();
    }
  }

  /** Writes the examples; gives back what pruned them. */
  private static PruneExamplesModel splitAndPrune(RunContext run, Dataset<Row> deduped) {
    run.progress().at("splitting and pruning");
    Dataset<Row> split =
        new SplitExamples()
            .setTestShare(run.settings().testShare())
            // The sample logs keep wordings for the side that this holds out.
            .setSalt(SupportDesk.splitSalt(run.settings().seed()))
            .transform(deduped);
    PruneExamplesModel pruning = new PruneExamples().fit(split);
    // What the small model cannot take: too long once it is pruned, or refused by its template.
    FilterExamples fit =
        new FilterExamples()
            .setMessagesCol("prompt")
            .setBaseModel(run.settings().baseModel())
            .setMaxTotalTokens(AdapterStep.contextTokens(run));
    run.home()
        .replaceRun(ExamplesTable.TABLE, run.runId(), fit.transform(pruning.transform(split)));
    return pruning;
  }

  /**
   * Masks what a model must never learn. Addresses and numbers of persons are counted and left:
   * what is done with them may be the task, and a pseudonym tells nothing of the value.
   */
  private static RedactExamples redaction() {
    return new RedactExamples()
        .setMode(Mode.MARK.text())
        .setModeOf("secret", Mode.MASK.text())
        .setModeOf("card", Mode.MASK.text())
        .setModeOf("iban", Mode.MASK.text());
  }

  private static ObjectNode facts(RunContext run, PruneExamplesModel pruning) {
    run.progress().at("labelling and counting");
    Dataset<Row> examples = run.home().readRun(ExamplesTable.TABLE, run.runId());
    Dataset<Row> kept = examples.filter(col("dropped").isNull());
    Dataset<Row> labels =
        new LabelFromLogs()
            .transform(kept)
            .select(
                col("id").as("example_id"),
                col("label").as("answer"),
                col("label_origin").as("origin"),
                lit(null).cast("string").as("author"),
                current_timestamp().as("ts"));
    run.home().replaceRun(LabelsTable.TABLE, run.runId(), labels.dropDuplicates("example_id"));

    PruneRules rules = pruning.rules();
    List<StaticSpan> savings = pruning.savings(kept);
    ObjectNode facts = Json.object();
    ObjectNode dropped = facts.putObject("dropped");
    long left = 0;
    List<Row> reasons =
        examples
            .filter(col("dropped").isNotNull())
            .groupBy("dropped")
            .agg(count(lit(1)).as("rows"))
            .orderBy(desc("rows"), col("dropped"))
            .collectAsList();
    for (Row reason : reasons) {
      dropped.put(reason.getString(0), reason.getLong(1));
      left += reason.getLong(1);
    }
    long train = kept.filter(col("split").equalTo(Example.TRAIN)).count();
    long test = kept.filter(col("split").equalTo(Example.TEST)).count();
    facts.put("examples", train + test);
    facts.put("train", train);
    facts.put("test", test);
    facts.put("prune_rules", rules.toJson());
    ArrayNode pruned = facts.putArray("pruned");
    savings.forEach(
        span ->
            pruned
                .addObject()
                .put("text", span.text())
                .put("calls", span.calls())
                .put("tokens_saved", span.approximateTokensSaved()));
    facts.put("redaction", redaction().redaction().toJson());
    requireBothSides(facts, train, test);
    byTask(facts, kept);
    border(facts, kept);
    facts.put("max_answer_tokens", maxAnswerTokens(run, kept));
    facts.put(
        "summary",
        String.format(
            Locale.ROOT,
            "%,d examples (%,d train, %,d test), %,d dropped, about %,d tokens of static prompt"
                + " pruned",
            train + test,
            train,
            test,
            left,
            savings.stream().mapToLong(StaticSpan::approximateTokensSaved).sum()));
    return facts;
  }

  /** Examples by task, the largest first. */
  private static void byTask(ObjectNode facts, Dataset<Row> kept) {
    ObjectNode tasks = facts.putObject("tasks");
    kept.groupBy(coalesce(col("task"), lit(NO_TASK)).as("task"))
        .count()
        .orderBy(desc("count"), col("task"))
        .collectAsList()
        .forEach(row -> tasks.put(row.getString(0), row.getLong(1)));
  }

  /** What the held-out examples share with those to train on: nothing, or the split leaks. */
  private static void border(ObjectNode facts, Dataset<Row> kept) {
    SplitCheck check = SplitCheck.of(kept, NearDuplicates.defaults());
    facts
        .putObject("border")
        .put("straddling_groups", check.straddlingGroups())
        .put("test_like_train", check.testLikeTrain())
        .put("train_like_test", check.trainLikeTest());
  }

  private static void requireBothSides(ObjectNode facts, long train, long test) {
    if (train > 0 && test > 0) {
      return;
    }
    String dropped = facts.path("dropped").toPrettyString();
    String what =
        train + test == 0
            ? "No example is left"
            : "The " + (train == 0 ? "train" : "test") + " split is empty";
    throw new HoneException(
        what
            + ": "
            + train
            + " to train on, "
            + test
            + " to test on. Dropped, by reason: "
            + dropped
            + ". "
            + (train + test == 0
                ? "Give --logs a log of chat calls that fit the base model, or a --base-model with"
                    + " a longer context."
                : "Give more logs, or another --test-share or --seed."));
  }

  /** What the longest answer to learn needs. */
  private static int maxAnswerTokens(RunContext run, Dataset<Row> kept) {
    Integer given = run.settings().maxAnswerTokens();
    if (given != null) {
      return given;
    }
    return withSpare(
        new AnswerTokens(run.settings().baseModel(), TaskConfiguration.of(run.spark())).most(kept));
  }

  private static int withSpare(int tokens) {
    return Math.min(tokens + SPARE_TOKENS, MAX_ANSWER_TOKENS);
  }

  /** The longest answer that any model is asked for: what logged answers and new labels need. */
  static int answerTokens(RunContext run) {
    int logged = run.facts(NAME).path("max_answer_tokens").asInt();
    return run.settings().maxAnswerTokens() != null
        ? logged
        : Math.max(
            logged, withSpare(run.facts(RelabelStep.NAME).path("longest_label_tokens").asInt()));
  }
}
