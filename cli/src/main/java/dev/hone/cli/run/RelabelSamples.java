package dev.hone.cli.run;

import static org.apache.spark.sql.functions.col;

import dev.hone.chat.AnswerText;
import dev.hone.chat.Message;
import dev.hone.cli.report.LabelsReport;
import dev.hone.examples.Example;
import dev.hone.labels.LabelStep;
import dev.hone.spark.home.Columns;
import dev.hone.spark.home.ExamplesTable;
import dev.hone.spark.home.LabelStepsTable;
import dev.hone.spark.home.LabelsTable;
import dev.hone.spark.home.MessageRows;
import dev.hone.verdicts.ExactMatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * Picks relabelled rows to show with their steps: a few of each kind, those that went wrong too,
 * the same ones every time.
 */
final class RelabelSamples {
  private static final int OF_A_KIND = 2;

  /** Rows looked at, by id, which is a hash. */
  private static final int LOOKED_AT = 400;

  private record Candidate(
      String id,
      List<Message> messages,
      Message before,
      Message after,
      String outcome,
      @Nullable Truth truth) {
    boolean changed() {
      return !ExactMatch.matches(before, after);
    }

    @Nullable Boolean right(Message answer) {
      return truth == null ? null : ExactMatch.matches(truth.answer(), AnswerText.of(answer));
    }

    boolean mended() {
      return Boolean.TRUE.equals(right(after)) && Boolean.FALSE.equals(right(before));
    }

    boolean wrong() {
      return Boolean.FALSE.equals(right(after));
    }

    boolean systematic() {
      return truth != null && Truth.SYSTEMATIC.equals(truth.part());
    }
  }

  private RelabelSamples() {}

  /** None where the run asked no model for its labels. */
  static List<LabelsReport.RelabelledRow> of(RunContext run) {
    if (run.settings().relabel() == null || !run.settings().relabelling().asks()) {
      return List.of();
    }
    List<Candidate> candidates = candidates(run);
    Set<Candidate> chosen = new LinkedHashSet<>();
    add(chosen, candidates, one -> one.mended() && one.systematic());
    add(chosen, candidates, one -> one.mended() && !one.systematic());
    add(chosen, candidates, one -> one.truth() == null && one.changed());
    add(chosen, candidates, Candidate::wrong);
    add(chosen, candidates, one -> !one.changed());
    Map<String, List<LabelsReport.Step>> steps =
        steps(run, chosen.stream().map(Candidate::id).toList());
    return chosen.stream().map(one -> shown(one, steps.getOrDefault(one.id(), List.of()))).toList();
  }

  private static void add(
      Set<Candidate> chosen, List<Candidate> candidates, Predicate<Candidate> kind) {
    candidates.stream()
        .filter(kind)
        .filter(one -> !chosen.contains(one))
        .limit(OF_A_KIND)
        .forEach(chosen::add);
  }

  private static List<Candidate> candidates(RunContext run) {
    Dataset<Row> labels =
        run.home()
            .readRun(LabelsTable.TABLE, run.runId())
            .select(col("example_id").as("id"), col("answer").as("label"));
    Dataset<Row> decisions =
        run.home()
            .readRun(LabelStepsTable.TABLE, run.runId())
            .filter(col("kind").equalTo(LabelStep.DECISION))
            .select(col("example_id").as("id"), col("outcome"));
    Dataset<Row> rows =
        run.home()
            .readRun(ExamplesTable.TABLE, run.runId())
            .filter(col("dropped").isNull().and(col("split").equalTo(Example.TRAIN)))
            .select("id", "call_id", "messages", "answer")
            .dropDuplicates("id")
            .join(labels, "id")
            .join(decisions, "id")
            .orderBy("id")
            .limit(LOOKED_AT);
    Map<String, Truth> truths = new HashMap<>();
    KnownRows.of(run, rows.select("id", "call_id"), LOOKED_AT)
        .forEach(known -> truths.put(known.getKey().getAs("id"), known.getValue()));
    List<Candidate> candidates = new ArrayList<>();
    for (Row row : rows.collectAsList()) {
      Columns columns = new Columns(row);
      String id = columns.text("id");
      candidates.add(
          new Candidate(
              id,
              MessageRows.list(row, "messages"),
              MessageRows.from(row.getStruct(row.fieldIndex("answer"))),
              MessageRows.from(row.getStruct(row.fieldIndex("label"))),
              columns.text("outcome"),
              truths.get(id)));
    }
    return candidates;
  }

  private static Map<String, List<LabelsReport.Step>> steps(RunContext run, List<String> ids) {
    Map<String, List<LabelsReport.Step>> steps = new HashMap<>();
    for (Row row :
        run.home()
            .readRun(LabelStepsTable.TABLE, run.runId())
            .filter(col("example_id").isin(ids.toArray()))
            .orderBy("example_id", "step")
            .collectAsList()) {
      Columns columns = new Columns(row);
      Message said = MessageRows.fromNullable(row.getStruct(row.fieldIndex("said")));
      steps
          .computeIfAbsent(columns.text("example_id"), id -> new ArrayList<>())
          .add(
              new LabelsReport.Step(
                  columns.text("kind"),
                  columns.textOrNull("agent"),
                  said == null ? null : AnswerText.of(said),
                  columns.text("outcome"),
                  row.getList(row.fieldIndex("failed")),
                  columns.text("reason")));
    }
    return steps;
  }

  private static LabelsReport.RelabelledRow shown(Candidate one, List<LabelsReport.Step> steps) {
    Truth truth = one.truth();
    return new LabelsReport.RelabelledRow(
        HeldOut.lastRequest(one.messages()),
        AnswerText.of(one.before()),
        AnswerText.of(one.after()),
        one.outcome(),
        truth == null ? null : truth.answer(),
        one.right(one.before()),
        one.right(one.after()),
        one.systematic() ? "systematic slip" : null,
        steps);
  }
}
