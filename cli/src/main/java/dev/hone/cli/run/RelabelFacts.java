package dev.hone.cli.run;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.desc;
import static org.apache.spark.sql.functions.explode;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.HoneException;
import dev.hone.calls.Price;
import dev.hone.chat.AnswerText;
import dev.hone.chat.ModelUri;
import dev.hone.cli.report.TokenPrice;
import dev.hone.json.Json;
import dev.hone.labels.Decision;
import dev.hone.labels.LabelStep;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.ledger.ModelAccess;
import dev.hone.transformers.labels.LabelFromLogs;
import dev.hone.verdicts.Criteria;
import dev.hone.verdicts.Criterion;
import dev.hone.verdicts.ExactMatch;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Counts what relabelling came to. */
final class RelabelFacts {
  private static final String AGREED = "most answers to the request say otherwise";
  private static final String STAYS = "as logged: asked seldom, or most answers agree with it";

  private final RunContext run;
  private final Relabelling told;
  private final Dataset<Row> labelled;
  private final ObjectNode facts = Json.object();

  /**
   * Of the train examples.
   *
   * @param labelled each once, with the columns that relabelling adds
   */
  RelabelFacts(RunContext run, Relabelling told, Dataset<Row> labelled) {
    this.run = run;
    this.told = told;
    this.labelled = labelled;
    facts.put("way", told.way().text());
    facts.put("simulated", told.simulated());
  }

  /**
   * Of what models were asked.
   *
   * @param criteria what {@link RunCriteria} decided
   * @param cascade the threshold that was set; missing where there is no cascade
   * @param longest tokens of the longest new label
   */
  ObjectNode of(JsonNode criteria, JsonNode cascade, int longest) {
    facts.put("model", told.modelUri());
    facts.put("judge", told.judgeUri());
    facts.put("samples", told.samples());
    outcomes(labelled.groupBy("relabelling.decision"));
    ObjectNode stopped = facts.putObject("stopped");
    labelled
        .groupBy("relabelling.stopped")
        .count()
        .orderBy(desc("count"), col("stopped"))
        .collectAsList()
        .forEach(row -> stopped.put(row.getString(0), row.getLong(1)));
    requireAnswers();
    costs(criteria);
    criteria(criteria);
    if (!cascade.isMissingNode()) {
      facts.set("cascade", cascade);
    }
    return ended(longest);
  }

  /** Of what most logged answers say. */
  ObjectNode ofConsensus(int longest) {
    outcomes(
        labelled.groupBy(
            org.apache
                .spark
                .sql
                .functions
                .when(col(LabelFromLogs.ORIGIN).equalTo(dev.hone.labels.Label.RELABELLED), AGREED)
                .otherwise(STAYS)
                .as("decision")));
    facts.put("calls", 0);
    facts.put("input_tokens", 0);
    facts.put("output_tokens", 0);
    facts.put("cost_usd", 0.0);
    return ended(longest);
  }

  private void outcomes(org.apache.spark.sql.RelationalGroupedDataset byDecision) {
    ObjectNode outcomes = facts.putObject("outcomes");
    long rows = 0;
    long replaced = 0;
    for (Row row : byDecision.count().orderBy(desc("count"), col("decision")).collectAsList()) {
      outcomes.put(row.getString(0), row.getLong(1));
      rows += row.getLong(1);
      replaced += isReplaced(row.getString(0)) ? row.getLong(1) : 0;
    }
    facts.put("rows", rows);
    facts.put("replaced", replaced);
  }

  private static boolean isReplaced(String outcome) {
    if (outcome.equals(AGREED)) {
      return true;
    }
    for (Decision decision : Decision.values()) {
      if (decision.text().equals(outcome)) {
        return decision.replaced();
      }
    }
    return false;
  }

  /** A model that answers nothing would leave a run to train on the log as if it were mended. */
  private void requireAnswers() {
    long none = facts.path("outcomes").path(Decision.NO_ANSWER.text()).asLong();
    if (none == 0 || none < facts.path("rows").asLong()) {
      return;
    }
    Row first =
        steps()
            .filter(col("outcome").equalTo(LabelStep.NO_ANSWER))
            .select("reason")
            .limit(1)
            .collectAsList()
            .stream()
            .findFirst()
            .orElse(null);
    throw new HoneException(
        "Cannot relabel: none of "
            + none
            + " train examples got a new answer. "
            + (first == null ? "All broke the form asked for." : first.getString(0))
            + " Check --relabel, its connection and key; given the same again the run goes on from"
            + " here.");
  }

  private Dataset<Row> steps() {
    return labelled.select(explode(col("relabelling.steps")).as("step")).select("step.*");
  }

  /** What all calls cost that the labels rest on, whoever bought them; and what this run paid. */
  private void costs(JsonNode criteria) {
    Row sums =
        labelled
            .agg(
                sum("relabelling.calls"),
                sum("relabelling.input_tokens"),
                sum("relabelling.output_tokens"),
                sum("relabelling.cost_usd"),
                count(lit(1)),
                count(col("relabelling.cost_usd")))
            .head();
    // Once to find the criteria, and again for the labels: the ledger answers what it can.
    facts.put("asked", sums.getLong(0) + criteria.path("asked").asLong());
    facts.put("calls", sums.getLong(0) + criteria.path("calls").asLong());
    facts.put("input_tokens", sums.getLong(1) + criteria.path("input_tokens").asLong());
    facts.put("output_tokens", sums.getLong(2) + criteria.path("output_tokens").asLong());
    boolean known = sums.getLong(4) == sums.getLong(5) && criteria.path("cost_usd").isNumber();
    double rows = known ? sums.getDouble(3) : 0;
    facts.put(
        "cost_usd", known ? Double.valueOf(rows + criteria.path("cost_usd").asDouble()) : null);
    facts.put("rows_usd", known ? Double.valueOf(rows) : null);
    facts.put("criteria_usd", known ? Double.valueOf(criteria.path("cost_usd").asDouble()) : null);
    facts.set("paid", Spending.of(run, told).toJson());
    price();
  }

  private void price() {
    ModelUri uri = ModelUri.parse(told.modelUri());
    ModelAccess access = ModelAccess.of(run.spark(), RelabelStep.purpose(run), List.of(uri));
    String listed = told.price();
    Price price = (listed == null ? access : access.pricedAs(listed)).price(uri);
    if (price != null) {
      TokenPrice shown = TokenPrice.of(price);
      facts
          .putObject("price")
          .put("model", shown.model())
          .put("in", shown.inputPerMillion())
          .put("out", shown.outputPerMillion())
          .put("as_of", shown.asOf());
    }
  }

  private void criteria(JsonNode decided) {
    Map<String, Long> broken = new HashMap<>();
    for (Row row :
        labelled
            .select(col("task"), explode(col("relabelling.steps")).as("step"))
            .filter("step.kind = 'check' AND step.round = 0")
            .select(col("task"), explode(col("step.failed")).as("criterion"))
            .groupBy("task", "criterion")
            .count()
            .collectAsList()) {
      broken.put(
          (row.isNullAt(0) ? "" : row.getString(0)) + " " + row.getString(1), row.getLong(2));
    }
    ArrayNode list = facts.putArray("criteria");
    ObjectNode problems = facts.putObject("criteria_problems");
    for (Map.Entry<String, Criteria> task : RunCriteria.byTask(decided).entrySet()) {
      JsonNode one = decided.path("tasks").path(task.getKey());
      if (one.path("problem").isTextual()) {
        problems.put(task.getKey(), one.path("problem").asText());
      }
      for (Criterion criterion : task.getValue().list()) {
        list.addObject()
            .put("task", task.getKey())
            .put("id", criterion.id())
            .put("text", criterion.text())
            .put("found", one.path("found").asBoolean())
            .put("broken", broken.getOrDefault(task.getKey() + " " + criterion.id(), 0L));
      }
    }
  }

  private ObjectNode ended(int longest) {
    facts.put("longest_label_tokens", longest);
    truth();
    long rows = facts.path("rows").asLong();
    long replaced = facts.path("replaced").asLong();
    facts.put(
        "summary",
        String.format(
            Locale.ROOT,
            "%,d of %,d labels replaced%s%s",
            replaced,
            rows,
            rightSummary(),
            costSummary()));
    return facts;
  }

  private String rightSummary() {
    JsonNode all = facts.path("right").path("all");
    return all.isMissingNode()
        ? ""
        : String.format(
            Locale.ROOT,
            ", right %.1f%% -> %.1f%%",
            100.0 * all.path("before").asLong() / all.path("of").asLong(),
            100.0 * all.path("after").asLong() / all.path("of").asLong());
  }

  private String costSummary() {
    if (!facts.path("cost_usd").isNumber()) {
      return "";
    }
    return String.format(
        Locale.ROOT,
        ", $%.2f%s",
        facts.path("cost_usd").asDouble(),
        told.simulated() ? " (hypothetical: the teacher is simulated)" : "");
  }

  /** How many were right before and after, by group, where the truth is known. */
  private void truth() {
    List<Map.Entry<Row, Truth>> known =
        KnownRows.of(run, labelled.select("id", "call_id", "answer", "label"), Integer.MAX_VALUE);
    if (known.isEmpty()) {
      return;
    }
    Map<String, long[]> groups = new LinkedHashMap<>();
    for (Map.Entry<Row, Truth> row : known) {
      Truth truth = row.getValue();
      boolean before = right(truth, row.getKey().getStruct(row.getKey().fieldIndex("answer")));
      boolean after = right(truth, row.getKey().getStruct(row.getKey().fieldIndex("label")));
      for (String group : Tally.groups(truth)) {
        long[] counts = groups.computeIfAbsent(group, none -> new long[3]);
        counts[0] += before ? 1 : 0;
        counts[1] += after ? 1 : 0;
        counts[2]++;
      }
    }
    ObjectNode right = facts.putObject("right");
    groups.forEach(
        (group, counts) ->
            right
                .putObject(group)
                .put("before", counts[0])
                .put("after", counts[1])
                .put("of", counts[2]));
  }

  private static boolean right(Truth truth, @Nullable Row answer) {
    return answer != null
        && ExactMatch.matches(truth.answer(), AnswerText.of(MessageRows.from(answer)));
  }
}
