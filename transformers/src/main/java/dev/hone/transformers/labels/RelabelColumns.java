package dev.hone.transformers.labels;

import dev.hone.chat.Message;
import dev.hone.labels.OriginalAnswer;
import dev.hone.spark.home.MessageRows;
import java.io.Serializable;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** Names of the columns that relabelling reads, and of the label it writes. */
record RelabelColumns(
    String id,
    String messages,
    String tools,
    String responseFormat,
    String answer,
    String label,
    String split,
    String task,
    String dropped)
    implements Serializable {
  @Nullable String text(Row row, String column) {
    return row.getString(row.fieldIndex(column));
  }

  /** What relabelling starts from, of a row that has an id, a conversation and an answer. */
  OriginalAnswer original(Row row) {
    Message logged = answer(row);
    String key = text(row, id);
    if (logged == null || key == null) {
      throw new IllegalStateException("A row that is relabelled has an id and an answer.");
    }
    return new OriginalAnswer(
        key, MessageRows.list(row, messages), text(row, tools), text(row, responseFormat), logged);
  }

  @Nullable Message answer(Row row) {
    return MessageRows.fromNullable(row.getStruct(row.fieldIndex(answer)));
  }
}
