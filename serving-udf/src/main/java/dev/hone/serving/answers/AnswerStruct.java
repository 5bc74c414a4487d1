package dev.hone.serving.answers;

import dev.hone.chat.Answer;
import dev.hone.chat.AnswerText;
import dev.hone.chat.Completion;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import org.jspecify.annotations.Nullable;

/** What {@code hone_answer} returns for a row: an answer with its tokens, or an error. */
final class AnswerStruct {
  static final StructType SCHEMA =
      new StructType()
          .add("answer", DataTypes.StringType)
          .add("error", DataTypes.StringType)
          .add("input_tokens", DataTypes.IntegerType)
          .add("output_tokens", DataTypes.IntegerType);

  private AnswerStruct() {}

  static InternalRow toInternalRow(Answer answer) {
    Object[] values = values(answer);
    values[0] = UTF8String.fromString((String) values[0]);
    values[1] = UTF8String.fromString((String) values[1]);
    return new GenericInternalRow(values);
  }

  static Row toRow(Answer answer) {
    return RowFactory.create(values(answer));
  }

  private static @Nullable Object[] values(Answer answer) {
    Completion completion = answer.completion();
    return new @Nullable Object[] {
      completion == null ? null : AnswerText.of(completion.message()),
      answer.error(),
      completion == null ? null : (int) completion.usage().input(),
      completion == null ? null : (int) completion.usage().output()
    };
  }
}
