package dev.hone.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.Message;
import dev.hone.engine.ChatEncoder;
import dev.hone.engine.Tokenizer;
import dev.hone.engine.weights.ModelFolder;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.models.LocalFiles;
import dev.hone.spark.models.TaskConfiguration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Finds the examples that the small model cannot take: too long for its context, or refused by its
 * chat template. Travels to executors.
 *
 * @param baseModel folder of the base model, on any file system of Hadoop's
 */
record ContextFit(String baseModel, TaskConfiguration configuration)
    implements MapPartitionsFunction<Row, Row> {
  /** The call of the example. */
  static final String CALL_ID = "call_id";

  /** Why the model cannot take it; null where it can. */
  static final String MISFIT = "misfit";

  /** Tokens of the answer; null where it does not fit. */
  static final String ANSWER_TOKENS = "answer_tokens";

  static final StructType SCHEMA =
      new StructType()
          .add(CALL_ID, DataTypes.StringType)
          .add(MISFIT, DataTypes.StringType)
          .add(ANSWER_TOKENS, DataTypes.IntegerType);

  /**
   * Looks at rows with {@code call_id, prompt, tools_json, answer}.
   *
   * @return a row of {@link #SCHEMA} for each
   */
  Dataset<Row> over(Dataset<Row> examples) {
    return examples
        .select("call_id", "prompt", "tools_json", "answer")
        .mapPartitions(this, Encoders.row(SCHEMA));
  }

  /** The most tokens that a model can read and write together. */
  static int contextTokens(ModelFolder model) {
    JsonNode limit = model.json("config.json").path("max_position_embeddings");
    return limit.isIntegralNumber() ? limit.intValue() : Integer.MAX_VALUE;
  }

  @Override
  public Iterator<Row> call(Iterator<Row> rows) {
    if (!rows.hasNext()) {
      return List.<Row>of().iterator();
    }
    Path base = LocalFiles.fetch(baseModel, configuration.value());
    ModelFolder model = ModelFolder.open(base);
    Tokenizer tokenizer = Tokenizer.open(base);
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener((TaskCompletionListener) ended -> tokenizer.close());
    }
    ChatEncoder encoder = ChatEncoder.open(model, tokenizer);
    int context = contextTokens(model);
    List<Row> fits = new ArrayList<>();
    while (rows.hasNext()) {
      fits.add(fit(rows.next(), encoder, context));
    }
    return fits.iterator();
  }

  private static Row fit(Row row, ChatEncoder encoder, int context) {
    String misfit;
    try {
      Message answer = MessageRows.from(row.getStruct(3));
      ChatEncoder.Encoded tokens =
          encoder.example(MessageRows.list(row, "prompt"), row.getString(2), answer);
      if (tokens.ids().length <= context) {
        return RowFactory.create(
            row.getString(0), null, tokens.ids().length - tokens.promptLength());
      }
      misfit =
          String.format(
              Locale.ROOT, "longer than the small model's context of %,d tokens", context);
    } catch (RuntimeException e) {
      misfit = "the small model cannot take it: " + e.getMessage();
    }
    return RowFactory.create(row.getString(0), misfit, null);
  }
}
