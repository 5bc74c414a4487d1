package dev.hone.serving.answers;

import dev.hone.chat.Answer;
import dev.hone.spark.ledger.ModelAccess;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.Seq;

/** One task of {@link AnswerBatchExec}: rows in, the same rows with an answer each, in order. */
record AnswerTask(
    Expression model,
    Expression request,
    Attribute answer,
    Seq<Attribute> input,
    ModelAccess access,
    SQLMetric rows,
    SQLMetric batches,
    SQLMetric errors,
    SQLMetric answerMillis)
    implements FlatMapFunction<Iterator<InternalRow>, InternalRow> {

  @Override
  public Iterator<InternalRow> call(Iterator<InternalRow> partition) {
    Seq<Attribute> output = ScalaSeqs.plus(input, answer);
    UnsafeProjection asks = UnsafeProjection.create(ScalaSeqs.of(model, request), input);
    asks.initialize(TaskContext.getPartitionId());
    UnsafeProjection joined =
        UnsafeProjection.create(ScalaSeqs.<Expression>from(ScalaSeqs.toList(output)), output);
    joined.initialize(TaskContext.getPartitionId());
    return new Answering(partition, asks, joined, new TaskModels(access));
  }

  private final class Answering implements Iterator<InternalRow> {
    private final Iterator<InternalRow> partition;
    private final UnsafeProjection asks;
    private final UnsafeProjection joined;
    private final TaskModels models;
    private final JoinedRow pair = new JoinedRow();
    private final List<InternalRow> batch = new ArrayList<>();
    private List<@Nullable Answer> answers = List.of();
    private int next;

    Answering(
        Iterator<InternalRow> partition,
        UnsafeProjection asks,
        UnsafeProjection joined,
        TaskModels models) {
      this.partition = partition;
      this.asks = asks;
      this.joined = joined;
      this.models = models;
    }

    @Override
    public boolean hasNext() {
      return next < batch.size() || partition.hasNext();
    }

    @Override
    public InternalRow next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      if (next == batch.size()) {
        askNextBatch();
      }
      InternalRow row = batch.get(next);
      Answer answer = answers.get(next);
      next++;
      rows.add(1);
      Object struct = answer == null ? null : AnswerStruct.toInternalRow(answer);
      return joined.apply(pair.apply(row, new GenericInternalRow(new Object[] {struct})));
    }

    private void askNextBatch() {
      TaskModels.stopIfCancelled();
      batch.clear();
      next = 0;
      List<Ask> asked = new ArrayList<>();
      int size = 1;
      do {
        // The child reuses its row.
        InternalRow row = partition.next().copy();
        InternalRow ask = asks.apply(row);
        Ask question = new Ask(text(ask, 0), text(ask, 1));
        if (batch.isEmpty()) {
          size = models.batchSize(question);
        }
        batch.add(row);
        asked.add(question);
      } while (batch.size() < size && partition.hasNext());
      long start = System.nanoTime();
      answers = Ask.all(asked, models);
      answerMillis.add((System.nanoTime() - start) / 1_000_000);
      batches.add(1);
      errors.add(answers.stream().filter(a -> a != null && a.error() != null).count());
    }
  }

  private static @Nullable String text(InternalRow row, int column) {
    return row.isNullAt(column) ? null : row.getUTF8String(column).toString();
  }
}
