package dev.hone.estimators.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.chat.Message;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.testing.LocalSpark;
import dev.hone.spark.testing.StageContract;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerWithTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.IntegerType)
          .add("messages", MessageRows.MESSAGES)
          .add("dropped", DataTypes.StringType);

  private final SparkSession spark = LocalSpark.session();

  @TempDir Path scratch;

  @BeforeEach
  void forget() {
    EchoModels.BATCHES.clear();
  }

  private static Row row(int id, @Nullable String text, @Nullable String dropped) {
    List<Message> messages =
        text == null ? List.of() : List.of(Message.system("s"), Message.user(text));
    return RowFactory.create(id, MessageRows.toRows(messages), dropped);
  }

  private Dataset<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (int id = 0; id < 8; id++) {
      rows.add(row(id, "q" + id, null));
    }
    rows.add(row(8, "bad", null));
    rows.add(row(9, "q9", "too long"));
    rows.add(row(10, null, null));
    return spark.createDataFrame(rows, SCHEMA).coalesce(1);
  }

  @Test
  void answersEveryRowInOrderAndAsksInBatches() {
    List<Row> answers = new AnswerWith().setModel("echo:m").transform(rows()).collectAsList();

    assertThat(answers)
        .extracting(row -> row.getInt(0))
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    assertThat(answers.get(1).<String>getAs("answer_text")).isEqualTo("s|q1");
    assertThat(answers.get(1).<Long>getAs("input_tokens")).isEqualTo(4L);
    assertThat(answers.get(1).<Long>getAs("output_tokens")).isEqualTo(2L);
    assertThat(answers.get(1).<String>getAs("finish_reason")).isEqualTo("stop");
    assertThat(answers.get(8).<String>getAs("answer_error")).isEqualTo("echo refuses bad");
    assertThat(answers.get(8).<String>getAs("answer_text")).isNull();
    for (int asksNothing : new int[] {9, 10}) {
      assertThat(answers.get(asksNothing).<String>getAs("answer_text")).isNull();
      assertThat(answers.get(asksNothing).<String>getAs("answer_error")).isNull();
      assertThat(answers.get(asksNothing).<Double>getAs("seconds")).isNull();
    }
    assertThat(EchoModels.BATCHES).startsWith(3, 3, 3);
    assertThat(answers.get(0).<Double>getAs("seconds"))
        .as("a batch's time is shared out evenly")
        .isEqualTo(answers.get(2).<Double>getAs("seconds"));
  }

  @Test
  void showsExamplesAfterTheSystemMessage() {
    AnswerWith stage =
        new AnswerWith()
            .setModel("echo:m")
            .setBatchRows(5)
            .setFewShot(List.of(Message.user("shot"), Message.assistant("hit")));

    assertThat(stage.transform(rows()).head().<String>getAs("answer_text"))
        .isEqualTo("s|shot|hit|q0");
    assertThatThrownBy(() -> stage.setFewShot("{}")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tasksShareOneOpenModel() {
    EchoModels.OPENED.set(0);
    new AnswerWith().setModel("echo:shared").transform(rows().repartition(4)).collectAsList();
    assertThat(EchoModels.OPENED).hasValue(1);
  }

  @Test
  void reportsAllThatIsWrongAtOnce() {
    assertThatThrownBy(
            () -> new AnswerWith().setDroppedCol("gone").transformSchema(new StructType()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Param model is not set")
        .hasMessageContaining("'messages' (param messagesCol)")
        .hasMessageContaining("'gone' (param droppedCol)");
    assertThatThrownBy(() -> new AnswerWith().setModel("nonsense"))
        .hasMessageContaining("no scheme");
  }

  @Test
  void keepsTheContractOfStages() {
    StageContract.check(new AnswerWith().setModel("echo:m"), rows(), scratch);
  }
}
