package dev.hone.estimators.verdicts;

import dev.hone.chat.Message;
import dev.hone.chat.ModelUri;
import dev.hone.spark.ledger.ModelAccess;
import dev.hone.spark.models.BatchedRows;
import dev.hone.verdicts.Case;
import dev.hone.verdicts.Judge;
import dev.hone.verdicts.JudgeSpec;
import dev.hone.verdicts.Judged;
import dev.hone.verdicts.MissingAnswer;
import dev.hone.verdicts.Verdict;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Judges the rows of a partition batch by batch: as many out as in, in their order. Travels to
 * executors.
 *
 * @param output the rows' schema with the verdict
 * @param batchRows rows judged together (&gt; 0)
 */
record JudgeRows(
    StructType output, JudgeColumns columns, JudgeSpec spec, int batchRows, ModelAccess access)
    implements MapPartitionsFunction<Row, Row> {
  @Override
  public Iterator<Row> call(Iterator<Row> partition) {
    return partition.hasNext() ? new Judging(partition) : partition;
  }

  private final class Judging extends BatchedRows {
    private final Judge judge = spec.open(uri -> access.open(ModelUri.parse(uri)));

    Judging(Iterator<Row> partition) {
      super(partition);
    }

    @Override
    protected List<Row> nextBatch(Iterator<Row> partition) {
      List<Row> rows = new ArrayList<>();
      List<@Nullable Judged> verdicts = new ArrayList<>();
      List<Integer> places = new ArrayList<>();
      List<Case> cases = new ArrayList<>();
      while (rows.size() < batchRows && partition.hasNext()) {
        Row row = partition.next();
        Judged known = columns.isDropped(row) ? null : withoutJudge(row);
        if (known == null && !columns.isDropped(row)) {
          places.add(rows.size());
          cases.add(toCase(row));
        }
        rows.add(row);
        verdicts.add(known);
      }
      List<Judged> judged = judge.judge(cases);
      for (int i = 0; i < judged.size(); i++) {
        verdicts.set(places.get(i), judged.get(i));
      }
      List<Row> done = new ArrayList<>();
      for (int i = 0; i < rows.size(); i++) {
        done.add(withVerdict(rows.get(i), verdicts.get(i)));
      }
      return done;
    }

    /** The verdict on a row that lacks an answer, or null for one that the judge must see. */
    private @Nullable Judged withoutJudge(Row row) {
      Message answer = columns.answer(row);
      Verdict missing =
          spec.kind().ofPairs()
              ? MissingAnswer.ofPair(answer != null, columns.other(row) != null)
              : answer == null ? MissingAnswer.failed() : null;
      return missing == null ? null : Judged.free(spec.name(), missing);
    }

    private Case toCase(Row row) {
      List<Message> answers = new ArrayList<>();
      answers.add(columns.answer(row));
      if (spec.kind().ofPairs()) {
        answers.add(columns.other(row));
      }
      return columns.toCase(row, answers);
    }

    private Row withVerdict(Row row, @Nullable Judged judged) {
      Object[] values = new Object[output.length()];
      for (int i = 0; i < values.length; i++) {
        boolean added = output.fields()[i].name().equals(JudgeAnswers.VERDICT);
        values[i] = added ? toRow(judged) : row.get(i);
      }
      return RowFactory.create(values);
    }
  }

  private static @Nullable Row toRow(@Nullable Judged judged) {
    if (judged == null) {
      return null;
    }
    Verdict verdict = judged.verdict();
    boolean passed = verdict.outcome().equals(Verdict.PASS);
    return RowFactory.create(
        judged.judge(),
        verdict.outcome(),
        (passed || verdict.outcome().equals(Verdict.FAIL)) ? passed : null,
        verdict.scoreIfReadable().isPresent() ? verdict.scoreIfReadable().getAsDouble() : null,
        verdict.reasonText(),
        judged.partsJson(),
        judged.calls(),
        judged.usage().input(),
        judged.usage().output());
  }
}
