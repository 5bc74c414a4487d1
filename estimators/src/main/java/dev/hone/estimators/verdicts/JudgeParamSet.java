package dev.hone.estimators.verdicts;

import dev.hone.spark.params.StageParams;
import dev.hone.verdicts.JudgeKind;
import java.util.Arrays;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/** The params that {@link JudgeParams} names, as one stage owns them. */
public record JudgeParamSet(
    Param<String> judge,
    StringArrayParam models,
    Param<String> judgeBy,
    Param<String> messagesCol,
    Param<String> toolsCol,
    Param<String> responseFormatCol,
    Param<String> labelCol,
    Param<String> answerTextCol,
    Param<String> otherTextCol,
    Param<String> droppedCol,
    IntParam batchRows,
    DoubleParam budgetUsd)
    implements java.io.Serializable {
  private static final int DEFAULT_BATCH_ROWS = 64;

  static JudgeParamSet of(Params stage) {
    return new JudgeParamSet(
        StageParams.choice(
            stage,
            "judge",
            "what kind of judge",
            Arrays.stream(JudgeKind.values()).map(JudgeKind::text).toArray(String[]::new)),
        StageParams.texts(stage, "models", "models that judge, as URIs; several are a jury"),
        StageParams.text(
            stage,
            "judgeBy",
            "what the judge goes by, as it takes it: prompt, rubric, criteria as JSON, what better"
                + " means, schema, pattern, condition in SQL or class; empty for none or its own"),
        StageParams.text(stage, "messagesCol", "the conversation that was answered"),
        StageParams.text(stage, "toolsCol", "tools on offer as JSON; empty for none"),
        StageParams.text(
            stage, "responseFormatCol", "the response format asked for, as JSON; empty for none"),
        StageParams.text(stage, "labelCol", "the expected answer"),
        StageParams.text(
            stage, "answerTextCol", "the answer's text, null where the model gave none"),
        StageParams.text(
            stage,
            "otherTextCol",
            "the other answer's text, for a judge that compares two; empty for the label"),
        StageParams.text(stage, "droppedCol", "why a row is left out, null while it is in"),
        StageParams.positive(stage, "batchRows", "rows judged together (> 0)"),
        StageParams.notNegativeReal(
            stage, "budgetUsd", "the most that is spent on judging, in USD; 0 for no bound"));
  }

  /** Sets the defaults of the stage that owns the params; once it holds them, for it looks. */
  void setDefaults(Params stage) {
    stage.setDefault(judge, JudgeKind.JSON_FIELDS.text());
    stage.setDefault(models, new String[0]);
    stage.setDefault(judgeBy, "");
    stage.setDefault(messagesCol, "messages");
    stage.setDefault(toolsCol, "tools_json");
    stage.setDefault(responseFormatCol, "response_format_json");
    stage.setDefault(labelCol, "label");
    stage.setDefault(answerTextCol, "answer_text");
    stage.setDefault(otherTextCol, "");
    stage.setDefault(droppedCol, "dropped");
    stage.setDefault(batchRows, DEFAULT_BATCH_ROWS);
    stage.setDefault(budgetUsd, 0.0);
  }
}
