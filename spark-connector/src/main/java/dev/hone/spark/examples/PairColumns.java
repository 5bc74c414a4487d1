package dev.hone.spark.examples;

import dev.hone.chat.ChatJson;
import dev.hone.chat.Message;
import dev.hone.json.Json;
import dev.hone.spark.home.ExamplesTable;
import dev.hone.spark.home.MessageRows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;

/**
 * Preference pairs: a prompt and two answers to it, the better one and the worse. {@code source}
 * says what tells the preference, {@code prompt} is the conversation.
 */
public final class PairColumns {
  public static final StructType SCHEMA =
      new StructType()
          .add("prompt", MessageRows.MESSAGES)
          .add("tools_json", DataTypes.StringType)
          .add("chosen", MessageRows.MESSAGE)
          .add("rejected", MessageRows.MESSAGE)
          .add("source", DataTypes.StringType)
          .add("chosen_call_id", DataTypes.StringType)
          .add("rejected_call_id", DataTypes.StringType)
          .add("group_key", DataTypes.StringType)
          .add("user_id", DataTypes.StringType);

  private PairColumns() {}

  static boolean in(StructType schema) {
    List<String> columns = Arrays.asList(schema.fieldNames());
    return columns.containsAll(Arrays.asList(SCHEMA.fieldNames())) && !columns.contains("answer");
  }

  /**
   * Pairs as examples whose answer is the better one and that say what was rejected, which is how
   * {@link ExamplesWriter} writes preference rows. A column {@code split}, where there is one, is
   * kept.
   */
  static Dataset<Row> asExamples(Dataset<Row> pairs) {
    Map<String, Column> known =
        Map.of(
            "id", id(),
            "call_id", functions.col("chosen_call_id"),
            "messages", functions.col("prompt"),
            "prompt", functions.col("prompt"),
            "answer", functions.col("chosen"),
            "weight", functions.lit(1L),
            "source_id", functions.col("chosen_call_id"),
            "tags", tags());
    List<String> there = Arrays.asList(pairs.columns());
    List<Column> columns = new ArrayList<>();
    for (StructField field : ExamplesTable.SCHEMA.fields()) {
      String name = field.name();
      Column otherwise =
          there.contains(name) ? functions.col(name) : functions.lit(null).cast(field.dataType());
      columns.add(known.getOrDefault(name, otherwise).as(name));
    }
    columns.add(functions.col(ExampleColumns.REJECTED));
    return pairs.select(columns.toArray(Column[]::new));
  }

  private static Column id() {
    UDF3<Seq<Row>, Row, Row, String> hash =
        (prompt, chosen, rejected) -> {
          List<Message> all = new ArrayList<>(MessageRows.list(prompt));
          all.add(MessageRows.from(chosen));
          all.add(MessageRows.from(rejected));
          return Json.sha256("pair", Json.canonical(ChatJson.toJson(all)));
        };
    return functions
        .udf(hash, DataTypes.StringType)
        .apply(functions.col("prompt"), functions.col("chosen"), functions.col("rejected"));
  }

  private static Column tags() {
    return functions.map(
        functions.lit("preference"),
        functions.col("source"),
        functions.lit("rejected_call_id"),
        functions.col("rejected_call_id"));
  }
}
