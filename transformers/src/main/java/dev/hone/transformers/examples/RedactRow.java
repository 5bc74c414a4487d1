package dev.hone.transformers.examples;

import dev.hone.chat.Message;
import dev.hone.redaction.Mode;
import dev.hone.redaction.Recognizers;
import dev.hone.redaction.Redactor;
import dev.hone.spark.home.MessageRows;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;
import scala.jdk.javaapi.CollectionConverters;

/** Redacts one row: messages, answer and pruned prompt with one set of pseudonyms. */
final class RedactRow implements UDF3<Seq<Row>, Row, Seq<Row>, Row> {
  /** The column that holds what comes out until it is taken apart. */
  static final String COLUMN = "redacted_row";

  static final String MESSAGES = "messages";
  static final String ANSWER = "answer";
  static final String PROMPT = "prompt";
  static final String FOUND = "found";
  static final String REASON = "reason";

  static final MapType COUNTS =
      DataTypes.createMapType(DataTypes.StringType, DataTypes.IntegerType);

  static final StructType SCHEMA =
      new StructType()
          .add(MESSAGES, MessageRows.MESSAGES)
          .add(ANSWER, MessageRows.MESSAGE)
          .add(PROMPT, MessageRows.MESSAGES)
          .add(FOUND, COUNTS)
          .add(REASON, DataTypes.StringType);

  private final HashMap<String, String> modes;
  private transient @Nullable Redactor redactor;

  RedactRow(Map<String, String> modes) {
    this.modes = new HashMap<>(modes);
  }

  @Override
  public Row call(@Nullable Seq<Row> messages, @Nullable Row answer, @Nullable Seq<Row> prompt) {
    List<Message> before = MessageRows.list(messages);
    Message answerBefore = MessageRows.fromNullable(answer);
    Redactor.Conversation conversation = redactor().conversation().reserve(before);
    if (answerBefore != null) {
      conversation.reserve(List.of(answerBefore));
    }
    List<Message> after = conversation.redact(before);
    Message answerAfter = answerBefore == null ? null : conversation.redact(answerBefore);
    Map<String, Integer> found = conversation.counts();
    List<Message> promptBefore = MessageRows.list(prompt);
    List<Message> promptAfter =
        promptBefore.equals(before) ? after : conversation.redact(promptBefore);
    return RowFactory.create(
        messages == null ? null : MessageRows.toRows(after),
        MessageRows.toNullableRow(answerAfter),
        prompt == null ? null : MessageRows.toRows(promptAfter),
        CollectionConverters.asScala(found),
        conversation.dropReason());
  }

  private Redactor redactor() {
    Redactor ready = redactor;
    if (ready == null) {
      Map<String, Mode> byKind = new HashMap<>();
      modes.forEach((kind, mode) -> byKind.put(kind, Mode.of(mode)));
      ready = new Redactor(Recognizers.all(), byKind);
      redactor = ready;
    }
    return ready;
  }
}
