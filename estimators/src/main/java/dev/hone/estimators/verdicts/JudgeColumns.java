package dev.hone.estimators.verdicts;

import dev.hone.chat.AnswerText;
import dev.hone.chat.Message;
import dev.hone.estimators.answers.OptionalColumn;
import dev.hone.spark.home.MessageRows;
import dev.hone.verdicts.Case;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Places of the columns that a judge reads, null for those that are not there. By place and not by
 * name: a row that the stage before made on this executor carries no schema.
 */
record JudgeColumns(
    @Nullable Integer messages,
    @Nullable Integer tools,
    @Nullable Integer responseFormat,
    @Nullable Integer label,
    int answerText,
    @Nullable Integer otherText,
    @Nullable Integer dropped)
    implements Serializable {

  static JudgeColumns of(JudgeParams<?> stage, StructType schema) {
    return new JudgeColumns(
        place(stage, stage.messagesCol(), schema),
        place(stage, stage.toolsCol(), schema),
        place(stage, stage.responseFormatCol(), schema),
        place(stage, stage.labelCol(), schema),
        schema.fieldIndex(stage.getAnswerTextCol()),
        place(stage, stage.otherTextCol(), schema),
        place(stage, stage.droppedCol(), schema));
  }

  private static @Nullable Integer place(
      JudgeParams<?> stage, Param<String> param, StructType schema) {
    String name = OptionalColumn.of(stage, param, schema).name();
    return name == null ? null : Integer.valueOf(schema.fieldIndex(name));
  }

  boolean isDropped(Row row) {
    return text(row, dropped) != null;
  }

  @Nullable Message answer(Row row) {
    return message(row, answerText);
  }

  /** The other answer: another model's, or the label. */
  @Nullable Message other(Row row) {
    return otherText == null ? label(row) : message(row, otherText);
  }

  /** What is judged; a label that is compared with is no reference too. */
  Case toCase(Row row, List<Message> answers) {
    boolean labelIsOther = answers.size() == 2 && otherText == null;
    return new Case(
        messages == null || row.isNullAt(messages)
            ? List.of()
            : MessageRows.list(row.<Row>getList(messages)),
        text(row, tools),
        text(row, responseFormat),
        labelIsOther ? null : label(row),
        answers);
  }

  private @Nullable Message label(Row row) {
    return label == null ? null : MessageRows.fromNullable(row.getStruct(label));
  }

  private static @Nullable Message message(Row row, int column) {
    String text = text(row, column);
    return text == null ? null : AnswerText.read(text);
  }

  private static @Nullable String text(Row row, @Nullable Integer column) {
    return column == null ? null : row.getString(column);
  }
}
