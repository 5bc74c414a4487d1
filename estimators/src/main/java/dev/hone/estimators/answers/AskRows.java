package dev.hone.estimators.answers;

import dev.hone.chat.Answer;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.Message;
import dev.hone.chat.ModelUri;
import dev.hone.chat.Sampling;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.ledger.ModelAccess;
import dev.hone.spark.models.BatchedRows;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Asks a model the conversation of every row, in batches: as many rows out as in, in their order. A
 * row that is dropped, or has no conversation, is not asked; one that cannot be answered has an
 * error. Every action on the result asks again, so write it to a table before using it twice.
 * Travels to executors, where all tasks of a JVM share one open model.
 *
 * @param input the schema of the rows
 * @param modelUri the model to ask
 * @param messagesCol the column of the conversation
 * @param toolsCol the column of the tools on offer, as JSON, or null for none
 * @param droppedCol rows with a value here are not asked; null to ask all
 * @param fewShotJson messages put before each conversation, after its system message, as JSON
 * @param sampling how answers are drawn
 * @param batchRows rows asked together; 0 leaves it to the model
 * @param access how tasks ask the model
 */
public record AskRows(
    StructType input,
    String modelUri,
    String messagesCol,
    @Nullable String toolsCol,
    @Nullable String droppedCol,
    String fewShotJson,
    SamplingParams sampling,
    int batchRows,
    ModelAccess access)
    implements MapPartitionsFunction<Row, Row> {

  /** {@link Sampling} as it travels. */
  public record SamplingParams(double temperature, int maxNewTokens, @Nullable Long seed)
      implements java.io.Serializable {
    Sampling sampling() {
      return new Sampling(temperature, 1, maxNewTokens, seed, List.of());
    }
  }

  /** What a stage with these params asks. */
  public static AskRows of(
      AnswerParams<?> stage,
      StructType input,
      String modelUri,
      String messagesCol,
      @Nullable String droppedCol,
      String fewShotJson,
      ModelAccess access) {
    return new AskRows(
        input,
        modelUri,
        messagesCol,
        OptionalColumn.of(stage, stage.toolsCol(), input).name(),
        droppedCol,
        fewShotJson,
        new SamplingParams(
            stage.getTemperature(),
            stage.getMaxNewTokens(),
            stage.isDefined(stage.samplingSeed()) ? stage.getSamplingSeed() : null),
        stage.getBatchRows(),
        access);
  }

  /** What is asked for a row, or null where nothing is. */
  @Nullable ChatRequest request(Row row) {
    List<Message> messages = MessageRows.list(row, messagesCol);
    boolean dropped = droppedCol != null && !row.isNullAt(row.fieldIndex(droppedCol));
    return dropped || messages.isEmpty()
        ? null
        : request(row, messages, FewShot.fromJson(fewShotJson));
  }

  private ChatRequest request(Row row, List<Message> messages, List<Message> fewShot) {
    String tools = toolsCol == null ? null : row.getString(row.fieldIndex(toolsCol));
    return new ChatRequest(FewShot.put(fewShot, messages), tools, null, sampling.sampling());
  }

  /** The rows with the columns of {@link AnswerSchema}. */
  public Dataset<Row> over(Dataset<?> rows) {
    StructType output = AnswerSchema.added(input);
    Dataset<Row> answered = rows.toDF().mapPartitions(this, Encoders.row(output));
    // An encoder knows no metadata, and a tuner may look for the prompt's further down.
    return answered.select(
        Arrays.stream(output.fields())
            .map(field -> answered.col(quoted(field.name())).as(field.name(), field.metadata()))
            .toArray(Column[]::new));
  }

  private static String quoted(String column) {
    return "`" + column.replace("`", "``") + "`";
  }

  @Override
  public Iterator<Row> call(Iterator<Row> partition) {
    return partition.hasNext() ? new Answering(partition) : partition;
  }

  private record Asked(Row row, @Nullable CompletionStage<Completion> answer, long startNanos) {}

  private final class Answering extends BatchedRows {
    private final ChatModel model;
    private final List<Message> fewShot = FewShot.fromJson(fewShotJson);
    private final StructType output = AnswerSchema.added(input);

    /** Rows under way, in their order, of a model that takes each as it comes. */
    private final Queue<Asked> asked = new ArrayDeque<>();

    private final boolean oneByOne = ModelAccess.isPaid(ModelUri.parse(modelUri));

    Answering(Iterator<Row> partition) {
      super(partition);
      this.model = access.open(ModelUri.parse(modelUri));
    }

    @Override
    protected boolean isUnderWay() {
      return !asked.isEmpty();
    }

    @Override
    protected List<Row> nextBatch(Iterator<Row> partition) {
      return oneByOne ? List.of(answerNext(partition)) : answerTogether(partition);
    }

    /** A provider answers one soon and another late: the late one holds up no others. */
    private Row answerNext(Iterator<Row> partition) {
      int size = batchRows > 0 ? batchRows : Math.max(1, model.capabilities().batchSize());
      while (asked.size() < size && partition.hasNext()) {
        Row row = partition.next();
        List<Message> messages = MessageRows.list(row, messagesCol);
        CompletionStage<Completion> answer =
            isDropped(row) || messages.isEmpty()
                ? null
                : model.submit(request(row, messages, fewShot));
        asked.add(new Asked(row, answer, System.nanoTime()));
      }
      Asked first = asked.remove();
      return withAnswer(
          first.row(),
          first.answer() == null ? null : Answer.await(first.answer(), first.startNanos()));
    }

    private List<Row> answerTogether(Iterator<Row> partition) {
      int size = batchRows > 0 ? batchRows : Math.max(1, model.capabilities().batchSize());
      List<Row> rows = new ArrayList<>();
      List<Integer> places = new ArrayList<>();
      List<ChatRequest> requests = new ArrayList<>();
      while (requests.size() < size && partition.hasNext()) {
        Row row = partition.next();
        List<Message> messages = MessageRows.list(row, messagesCol);
        if (!isDropped(row) && !messages.isEmpty()) {
          places.add(rows.size());
          requests.add(request(row, messages, fewShot));
        }
        rows.add(row);
      }
      @Nullable Answer[] answers = new Answer[rows.size()];
      List<Answer> given = Answer.all(model, requests);
      for (int k = 0; k < given.size(); k++) {
        answers[places.get(k)] = given.get(k);
      }
      List<Row> answered = new ArrayList<>();
      for (int i = 0; i < answers.length; i++) {
        answered.add(withAnswer(rows.get(i), answers[i]));
      }
      return answered;
    }

    private boolean isDropped(Row row) {
      return droppedCol != null && !row.isNullAt(row.fieldIndex(droppedCol));
    }

    private Row withAnswer(Row row, @Nullable Answer answer) {
      @Nullable Object[] added = AnswerSchema.values(answer);
      Object[] values = new Object[output.length()];
      for (int i = 0; i < values.length; i++) {
        StructField field = output.fields()[i];
        int place = Arrays.asList(AnswerSchema.COLUMNS.fieldNames()).indexOf(field.name());
        values[i] = place >= 0 ? added[place] : row.get(i);
      }
      return RowFactory.create(values);
    }
  }
}
