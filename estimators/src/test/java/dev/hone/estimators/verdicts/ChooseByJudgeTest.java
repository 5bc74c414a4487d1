package dev.hone.estimators.verdicts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.chat.Message;
import dev.hone.estimators.TinyModel;
import dev.hone.estimators.adapters.LoraModel;
import dev.hone.estimators.adapters.LoraTuner;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.tuning.CrossValidator;
import org.apache.spark.ml.tuning.CrossValidatorModel;
import org.apache.spark.ml.tuning.ParamGridBuilder;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Spark's own cross-validation, choosing by the verdicts of a judge. */
class ChooseByJudgeTest {
  private static final double LEARNS = 2e-2;
  private static final double LEARNS_NOTHING = 1e-7;

  @TempDir Path scratch;

  private static Dataset<Row> examples() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      rows.add(
          RowFactory.create(
              MessageRows.toRows(List.of(Message.user("ticket " + i))),
              MessageRows.toRows(List.of(Message.user("ticket " + i))),
              MessageRows.toRow(Message.assistant("ok"))));
    }
    return LocalSpark.session()
        .createDataFrame(
            rows,
            new StructType()
                .add("messages", MessageRows.MESSAGES)
                .add("prompt", MessageRows.MESSAGES)
                .add("label", MessageRows.MESSAGE))
        .withColumn("dropped", org.apache.spark.sql.functions.lit(null).cast(DataTypes.StringType));
  }

  @Test
  void crossValidationOverTwoLearningRatesPicksByTheJudge() throws IOException {
    LoraTuner tuner =
        new LoraTuner()
            .setBaseModel(TinyModel.write(scratch.resolve("tiny")).toString())
            .setAdapterPath(scratch.resolve("adapter").toString())
            .setOverwrite(true)
            .setSplitCol("")
            .setWeightCol("")
            .setToolsCol("")
            .setRank(4)
            .setAlpha(8)
            .setEpochs(6)
            .setBatchSize(4)
            .setMaxTokens(TinyModel.CONTEXT)
            .setPrecision("f32");
    ParamMap[] rates =
        new ParamGridBuilder()
            .addGrid(tuner.learningRate(), new double[] {LEARNS_NOTHING, LEARNS})
            .build();
    CrossValidatorModel chosen =
        new CrossValidator()
            .setEstimator(tuner)
            .setEstimatorParamMaps(rates)
            .setEvaluator(new JudgeEvaluator().setJudge("reference").setModels("scripted:judge"))
            .setNumFolds(2)
            .setSeed(1)
            .fit(examples());

    double[] metrics = chosen.avgMetrics();
    assertThat(metrics[0]).as("the base model says no to everything").isZero();
    assertThat(metrics[1]).as("the tuned one says ok").isEqualTo(1);
    LoraModel best = (LoraModel) chosen.bestModel();
    Row answered = best.setMaxNewTokens(4).transform(examples().limit(1)).head();
    assertThat(answered.<String>getAs("answer_text")).isEqualTo("ok");
  }
}
