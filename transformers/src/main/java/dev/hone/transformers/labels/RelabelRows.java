package dev.hone.transformers.labels;

import dev.hone.labels.Label;
import dev.hone.labels.Relabelled;
import dev.hone.labels.Relabeller;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.models.BatchedRows;
import dev.hone.verdicts.Criteria;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Relabels the rows of a partition batch by batch: as many out as in, in their order. Travels to
 * executors.
 *
 * @param output the rows' schema with what relabelling adds
 * @param columns names of the columns that are read
 * @param onlySplit rows of another split keep their logged answers; empty for all rows
 * @param criteriaByTask JSON by task; under {@link TaskCriteria#ALL} for rows of no other
 * @param batchRows rows that go in step (&gt; 0)
 * @param progress told of every batch, or null
 */
record RelabelRows(
    StructType output,
    RelabelColumns columns,
    String onlySplit,
    Map<String, String> criteriaByTask,
    int batchRows,
    RelabelPlan plan,
    @Nullable RelabelProgress progress)
    implements MapPartitionsFunction<Row, Row> {
  RelabelRows {
    criteriaByTask = new HashMap<>(criteriaByTask);
  }

  @Override
  public Iterator<Row> call(Iterator<Row> partition) {
    return partition.hasNext() ? new Relabelling(partition) : partition;
  }

  private final class Relabelling extends BatchedRows {
    private final RelabelPlan.Opened opened = plan.new Opened();
    private final Map<String, Criteria> criteria = TaskCriteria.parsed(criteriaByTask);

    Relabelling(Iterator<Row> partition) {
      super(partition);
    }

    @Override
    protected List<Row> nextBatch(Iterator<Row> partition) {
      List<Row> rows = new ArrayList<>();
      Map<Criteria, List<Integer>> places = new LinkedHashMap<>();
      int asked = 0;
      while (asked < batchRows && partition.hasNext()) {
        Row row = partition.next();
        if (isRelabelled(row)) {
          asked++;
          places
              .computeIfAbsent(
                  TaskCriteria.of(criteria, columns.text(row, columns.task())),
                  none -> new ArrayList<>())
              .add(rows.size());
        }
        rows.add(row);
      }
      @Nullable Relabelled[] relabelled = new Relabelled[rows.size()];
      places.forEach(
          (checked, numbers) -> {
            Relabeller relabeller = opened.with(checked);
            List<Relabelled> answers =
                relabeller.relabel(numbers.stream().map(rows::get).map(columns::original).toList());
            for (int i = 0; i < answers.size(); i++) {
              relabelled[numbers.get(i)] = answers.get(i);
            }
            if (progress != null) {
              progress.add(answers);
            }
          });
      List<Row> done = new ArrayList<>();
      for (int i = 0; i < rows.size(); i++) {
        done.add(withLabel(rows.get(i), relabelled[i]));
      }
      return done;
    }

    private boolean isRelabelled(Row row) {
      return columns.text(row, columns.dropped()) == null
          && (onlySplit.isEmpty() || onlySplit.equals(columns.text(row, columns.split())))
          && columns.answer(row) != null
          && !MessageRows.list(row, columns.messages()).isEmpty();
    }

    private Row withLabel(Row row, @Nullable Relabelled relabelled) {
      Object[] values = new Object[output.length()];
      for (int i = 0; i < values.length; i++) {
        String name = output.fields()[i].name();
        values[i] = added(name, row, relabelled);
        if (values[i] == null && i < row.length() && !isAdded(name)) {
          values[i] = row.get(i);
        }
      }
      return RowFactory.create(values);
    }

    private boolean isAdded(String name) {
      return name.equals(columns.label())
          || name.equals(LabelFromLogs.ORIGIN)
          || name.equals(RelabelSchema.AUTHOR)
          || name.equals(RelabelSchema.RELABELLING);
    }

    private @Nullable Object added(String name, Row row, @Nullable Relabelled relabelled) {
      if (!isAdded(name) || columns.text(row, columns.dropped()) != null) {
        return null;
      }
      if (name.equals(columns.label())) {
        return MessageRows.toNullableRow(
            relabelled == null ? columns.answer(row) : relabelled.answer());
      }
      if (name.equals(LabelFromLogs.ORIGIN)) {
        return relabelled == null ? Label.LOGGED : RelabelSchema.origin(relabelled);
      }
      if (relabelled == null) {
        return null;
      }
      return name.equals(RelabelSchema.RELABELLING)
          ? RelabelSchema.toRow(relabelled)
          : relabelled.decision().replaced() ? plan.writer() : null;
    }
  }
}
