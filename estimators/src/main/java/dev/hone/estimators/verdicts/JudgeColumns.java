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

/** Names of the columns that a judge reads, null for those that are not there. */
record JudgeColumns(
    @Nullable String messages,
    @Nullable String tools,
    @Nullable String responseFormat,
    @Nullable String label,
    String answerText,
    @Nullable String otherText,
    @Nullable String dropped)
    implements Serializable {

  static JudgeColumns of(JudgeParams<?> stage, StructType schema) {
    return new JudgeColumns(
        name(stage, stage.messagesCol(), schema),
        name(stage, stage.toolsCol(), schema),
        name(stage, stage.responseFormatCol(), schema),
        name(stage, stage.labelCol(), schema),
        stage.getAnswerTextCol(),
        name(stage, stage.otherTextCol(), schema),
        name(stage, stage.droppedCol(), schema));
  }

  private static @Nullable String name(
      JudgeParams<?> stage, Param<String> param, StructType schema) {
    return OptionalColumn.of(stage, param, schema).name();
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
        messages == null ? List.of() : MessageRows.list(row, messages),
        text(row, tools),
        text(row, responseFormat),
        labelIsOther ? null : label(row),
        answers);
  }

  private @Nullable Message label(Row row) {
    return label == null ? null : MessageRows.fromNullable(row.getAs(label));
  }

  private static @Nullable Message message(Row row, String column) {
    String text = text(row, column);
    return text == null ? null : AnswerText.read(text);
  }

  private static @Nullable String text(Row row, @Nullable String column) {
    return column == null ? null : row.getString(row.fieldIndex(column));
  }
}
