package dev.hone.estimators.answers;

import dev.hone.chat.Answer;
import dev.hone.chat.AnswerText;
import dev.hone.chat.Completion;
import dev.hone.spark.params.InputSchema;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * The columns that an answering stage adds, named as in the table of answers: {@code answer_text},
 * {@code answer_error}, {@code finish_reason}, {@code input_tokens}, {@code output_tokens} and
 * {@code seconds}. Columns of those names that are there already are replaced.
 */
public final class AnswerSchema {
  public static final StructType COLUMNS =
      new StructType()
          .add("answer_text", DataTypes.StringType)
          .add("answer_error", DataTypes.StringType)
          .add("finish_reason", DataTypes.StringType)
          .add("input_tokens", DataTypes.LongType)
          .add("output_tokens", DataTypes.LongType)
          .add("seconds", DataTypes.DoubleType);

  private AnswerSchema() {}

  /** The schema with the columns of an answer. */
  public static StructType added(StructType schema) {
    StructType result = schema;
    for (StructField column : COLUMNS.fields()) {
      result = InputSchema.with(result, column.name(), column.dataType(), Metadata.empty());
    }
    return result;
  }

  /** The values of {@link #COLUMNS}; all null where nothing was asked. */
  static @Nullable Object[] values(@Nullable Answer answer) {
    if (answer == null) {
      return new Object[COLUMNS.length()];
    }
    Completion completion = answer.completion();
    if (completion == null) {
      return new @Nullable Object[] {null, answer.error(), null, null, null, answer.seconds()};
    }
    return new @Nullable Object[] {
      AnswerText.of(completion.message()),
      null,
      completion.finishReason(),
      completion.usage().input(),
      completion.usage().output(),
      answer.seconds()
    };
  }
}
