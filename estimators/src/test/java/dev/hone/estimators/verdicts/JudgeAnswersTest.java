package dev.hone.estimators.verdicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.chat.Message;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.testing.LocalSpark;
import dev.hone.spark.testing.StageContract;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JudgeAnswersTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("label", MessageRows.MESSAGE)
          .add("answer_text", DataTypes.StringType)
          .add("dropped", DataTypes.StringType);

  @TempDir Path scratch;

  private static Row row(String label, @Nullable String answer, @Nullable String dropped) {
    return RowFactory.create(MessageRows.toRow(Message.assistant(label)), answer, dropped);
  }

  private static Dataset<Row> rows() {
    return LocalSpark.session()
        .createDataFrame(
            List.of(
                row("{\"a\":1,\"b\":2}", "{\"b\": 2, \"a\": 1}", null),
                row("{\"a\":1,\"b\":2}", "{\"a\":1,\"b\":3}", null),
                row("yes", null, null),
                row("yes", null, "duplicate")),
            SCHEMA)
        .coalesce(1);
  }

  @Test
  void comparesFieldByField() {
    List<Row> verdicts = new JudgeAnswers().transform(rows()).select("verdict.*").collectAsList();

    assertThat(verdicts.get(0)).isEqualTo(RowFactory.create(true, 1.0, "same"));
    assertThat(verdicts.get(1)).isEqualTo(RowFactory.create(false, 0.5, "differs in /b"));
  }

  @Test
  void failsAMissingAnswerAndLeavesDroppedRowsAlone() {
    List<Row> verdicts = new JudgeAnswers().transform(rows()).select("verdict").collectAsList();

    assertThat(verdicts.get(2).getStruct(0)).isEqualTo(RowFactory.create(false, 0.0, "no answer"));
    assertThat(verdicts.get(3).isNullAt(0)).isTrue();
  }

  @Test
  void namesEveryMissingColumnAtOnce() {
    assertThatThrownBy(() -> new JudgeAnswers().transform(rows().select("dropped")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cannot find column 'label' (param labelCol)")
        .hasMessageContaining("Cannot find column 'answer_text' (param answerTextCol)");
  }

  @Test
  void keepsTheContractOfStages() {
    StageContract.check(new JudgeAnswers(), rows(), scratch.resolve("saved"));
  }
}
