package dev.hone.cli.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.current_timestamp;
import static org.apache.spark.sql.functions.lit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Message;
import dev.hone.chat.ModelUri;
import dev.hone.cli.report.Answerer;
import dev.hone.estimators.answers.AnswerWith;
import dev.hone.examples.Example;
import dev.hone.json.Json;
import dev.hone.spark.home.AnswersTable;
import dev.hone.spark.home.ExamplesTable;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.models.LocalFiles;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Answers the held-out requests, as they were logged, with one model. */
final class AnswersStep implements Step {
  /** Rows a task: small enough to see progress, large enough to be decoded together. */
  private static final int ROWS_A_TASK = 32;

  /** Train examples looked at for shots. */
  private static final int SHOT_CANDIDATES = 200;

  private final Answerer model;

  AnswersStep(Answerer model) {
    this.model = model;
  }

  static String name(Answerer model) {
    return "answers: " + model.title().toLowerCase(Locale.ROOT);
  }

  @Override
  public String name() {
    return name(model);
  }

  @Override
  public ObjectNode run(RunContext run) {
    Dataset<Row> examples =
        run.home().readRun(ExamplesTable.TABLE, run.runId()).filter(col("dropped").isNull());
    Dataset<Row> test = Questions.of(run);
    long requests =
        Math.min(run.settings().maxTest(), run.facts(ExamplesStep.NAME).path("test").asLong());
    int answerTokens = ExamplesStep.answerTokens(run);
    ModelUri uri = uri(run);
    AnswerWith answering = new AnswerWith().setModel(uri.toString()).setMaxNewTokens(answerTokens);
    ObjectNode facts = Json.object();
    if (model == Answerer.FEW_SHOT) {
      run.progress().at("choosing shots");
      List<Message> shots = shots(run, examples, test, answerTokens);
      long shown = shots.stream().filter(m -> m.role().equals(Message.ASSISTANT)).count();
      facts.put("shots", shown);
      if (shots.isEmpty()) {
        facts.put("summary", "no shot fits the base model's context beside the requests; left out");
        return facts;
      }
      answering.setFewShot(shots);
    }
    int tasks = (int) Math.max(1, (requests + ROWS_A_TASK - 1) / ROWS_A_TASK);
    Dataset<Row> answers =
        answering
            .transform(test.repartition(tasks))
            .select(
                col("id").as("example_id"),
                lit(model.key()).as("model"),
                lit(AdapterStep.id(run, model)).cast("string").as("adapter_id"),
                col("answer_text"),
                col("answer_error"),
                col("finish_reason"),
                col("input_tokens"),
                col("output_tokens"),
                col("seconds"),
                current_timestamp().as("ts"));
    TaskWatch.during(
        run,
        tasks,
        "requests",
        requests,
        // Appended under a name of its own: a second try after a crash adds nothing twice.
        () ->
            run.home()
                .append(
                    AnswersTable.TABLE, run.runId(), answers, run.runId() + "/" + model.key(), 1));
    return counted(run, facts);
  }

  private ModelUri uri(RunContext run) {
    ModelUri base = ModelUri.local(run.settings().baseModel());
    return AdapterStep.id(run, model) == null
        ? base
        : base.with("adapter", run.facts(AdapterStep.name(model)).path("path").asText());
  }

  private ObjectNode counted(RunContext run, ObjectNode facts) {
    List<Row> answers =
        run.home()
            .readRun(AnswersTable.TABLE, run.runId())
            .filter(col("model").equalTo(model.key()))
            .select("answer_error", "output_tokens", "seconds")
            .collectAsList();
    long errors = answers.stream().filter(row -> !row.isNullAt(0)).count();
    double seconds =
        answers.stream().mapToDouble(row -> row.isNullAt(2) ? 0 : row.getDouble(2)).sum();
    facts.put("answers", answers.size() - errors);
    facts.put("errors", errors);
    facts.put("answer_seconds", seconds);
    facts.put(
        "summary",
        String.format(
            Locale.ROOT,
            "%,d answers%s, %.3f s each",
            answers.size() - errors,
            errors == 0 ? "" : String.format(Locale.ROOT, ", %,d without", errors),
            seconds / Math.max(1, answers.size())));
    return facts;
  }

  private static List<Message> shots(
      RunContext run, Dataset<Row> examples, Dataset<Row> test, int answerTokens) {
    List<Shots.Shot> candidates =
        examples
            .filter(col("split").equalTo(Example.TRAIN))
            .orderBy("id")
            .select("messages", "answer")
            .limit(SHOT_CANDIDATES)
            .collectAsList()
            .stream()
            .map(
                row ->
                    new Shots.Shot(
                        MessageRows.list(row, "messages").stream()
                            .filter(message -> !message.role().equals(Message.SYSTEM))
                            .toList(),
                        MessageRows.from(row.getStruct(1))))
            .toList();
    List<List<Message>> requests =
        test.select("messages").collectAsList().stream()
            .map(row -> MessageRows.list(row, "messages"))
            .toList();
    return Shots.choose(
        LocalFiles.fetch(
            run.settings().baseModel(), run.spark().sparkContext().hadoopConfiguration()),
        requests,
        candidates,
        run.settings().shots(),
        answerTokens);
  }
}
