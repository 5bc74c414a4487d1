package dev.hone.cli.run;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.lit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.HoneException;
import dev.hone.json.Json;
import dev.hone.labels.Spent;
import dev.hone.spark.home.CriteriaTable;
import dev.hone.transformers.labels.CriteriaSearch;
import dev.hone.transformers.labels.RelabelExamples;
import dev.hone.transformers.labels.TaskCriteria;
import dev.hone.verdicts.Criteria;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The criteria that a run checks its labels against, by task: those in force in the home, which
 * earlier runs found and people edited, and for a task that has none, those found now. Decided once
 * a run: a run that goes on must ask what it asked before, or it would buy all checks again.
 */
final class RunCriteria {
  /** A smaller task shows too little of itself. */
  private static final long LEAST_ROWS = 10;

  /** Each costs a probe; a log of more tasks has most of its rows in the largest. */
  private static final int MOST_TASKS = 20;

  static final String NOTE = "label criteria";

  private final RunContext run;
  private final RelabelExamples stage;
  private final Dataset<Row> train;

  /**
   * Of the examples to relabel.
   *
   * @param train rows of the examples table, none dropped
   */
  RunCriteria(RunContext run, RelabelExamples stage, Dataset<Row> train) {
    this.run = run;
    this.stage = stage;
    this.train = train;
  }

  /**
   * Finds what is missing and writes it into the home.
   *
   * @return what was decided, with {@code tasks} as {@link #byTask} reads them
   * @throws HoneException if no model answers at all
   */
  JsonNode decide() {
    if (run.state().noted(NOTE).isMissingNode()) {
      run.state().note(NOTE, found());
    }
    JsonNode noted = run.state().noted(NOTE);
    write(noted);
    return noted;
  }

  /** All of them, none for a task that has none. */
  static Map<String, Criteria> byTask(JsonNode decided) {
    Map<String, Criteria> criteria = new LinkedHashMap<>();
    decided
        .path("tasks")
        .properties()
        .forEach(
            task ->
                criteria.put(
                    task.getKey(),
                    Criteria.fromJson(Json.write(task.getValue().path("criteria")))));
    return criteria;
  }

  private ObjectNode found() {
    ObjectNode decided = Json.object();
    ObjectNode tasks = decided.putObject("tasks");
    Spent spent = Spent.NOTHING;
    long asked = 0;
    int searched = 0;
    for (Row row :
        train
            .groupBy(task().as("task"))
            .count()
            .orderBy(desc("count"), col("task"))
            .collectAsList()) {
      String task = row.getString(0);
      ObjectNode one = tasks.putObject(task);
      Criteria inForce = CriteriaTable.inForce(run.home(), task);
      one.put("found", false);
      if (inForce.isEmpty() && searched < MOST_TASKS && row.getLong(1) >= LEAST_ROWS) {
        searched++;
        CriteriaSearch.Found found = search(task);
        spent = spent.plus(found.spent());
        asked += found.asked();
        inForce = found.criteria();
        one.put("found", true);
        one.put("failures", found.failures());
        one.put("problem", found.problem());
      }
      one.set("criteria", Json.parse(inForce.toJson()));
    }
    decided.put("asked", asked);
    decided.put("calls", spent.calls());
    decided.put("input_tokens", spent.inputTokens());
    decided.put("output_tokens", spent.outputTokens());
    decided.put("cost_usd", spent.usd());
    return decided;
  }

  private CriteriaSearch.Found search(String task) {
    String named = task.isEmpty() ? "examples of no task" : "task " + task;
    Dataset<Row> probe =
        train.filter(task().equalTo(task)).orderBy("id").limit(CriteriaSearch.PROBE_ROWS);
    CriteriaSearch.Found found =
        CriteriaSearch.by(stage)
            .find(
                probe,
                Criteria.NONE,
                done -> {
                  run.stop().check();
                  run.progress()
                      .at(
                          String.format(
                              Locale.ROOT, "finding criteria for %s, %,d rows read", named, done));
                });
    if (found.error() != null && found.failures() == 0 && found.criteria().isEmpty()) {
      throw new HoneException(
          "Cannot relabel: no answer came for the first "
              + found.unanswered()
              + " of "
              + named
              + ". "
              + found.error()
              + " Check --relabel and --relabel-judge, their connection and key; given the same"
              + " again the run goes on from here.");
    }
    return found;
  }

  private static org.apache.spark.sql.Column task() {
    return coalesce(col("task"), lit(TaskCriteria.ALL));
  }

  /** In one commit that a second try replaces. */
  private void write(JsonNode decided) {
    Dataset<Row> rows = null;
    for (Map.Entry<String, Criteria> task : byTask(decided).entrySet()) {
      if (decided.path("tasks").path(task.getKey()).path("found").asBoolean()) {
        Dataset<Row> more =
            CriteriaTable.rows(
                run.home(),
                task.getKey(),
                List.copyOf(task.getValue().list()),
                CriteriaTable.DERIVED,
                stage.getModel());
        rows = rows == null ? more : rows.unionByName(more);
      }
    }
    if (rows != null) {
      run.home().replaceRun(CriteriaTable.TABLE, run.runId(), rows.coalesce(1));
    }
  }
}
