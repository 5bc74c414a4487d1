package dev.hone.estimators.verdicts;

import dev.hone.chat.ModelUri;
import dev.hone.spark.params.HasDroppedCol;
import dev.hone.spark.params.HasLabelCol;
import dev.hone.spark.params.HasMessagesCol;
import dev.hone.spark.params.HasToolsCol;
import dev.hone.verdicts.JudgeKind;
import dev.hone.verdicts.JudgeSpec;
import java.util.Arrays;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * The params of what judges answers: which judge, and which columns it reads.
 *
 * @param <S> the stage itself, which its setters return
 */
public interface JudgeParams<S extends JudgeParams<S>>
    extends HasMessagesCol, HasToolsCol, HasLabelCol, HasDroppedCol {
  /** The stage's params; made once, in its constructor. */
  JudgeParamSet judgeParams();

  /** The stage itself. */
  S self();

  default Param<String> judge() {
    return judgeParams().judge();
  }

  default String getJudge() {
    return getOrDefault(judge());
  }

  /**
   * Names the judge: {@code exact}, {@code json-fields}, {@code tool-calls}, {@code form}, {@code
   * schema}, {@code regex} by rule, {@code prompt}, {@code reference}, {@code criteria}, {@code
   * rating}, {@code weighted-rating} or {@code pairwise} by a model.
   */
  default S setJudge(String kind) {
    set(judge(), kind);
    return self();
  }

  default StringArrayParam models() {
    return judgeParams().models();
  }

  default String[] getModels() {
    return getOrDefault(models());
  }

  /**
   * Names the models that judge; several are a jury.
   *
   * @throws IllegalArgumentException if a text is no model URI
   */
  default S setModels(String... uris) {
    Arrays.stream(uris).forEach(ModelUri::parse);
    set(models(), uris);
    return self();
  }

  default Param<String> judgeBy() {
    return judgeParams().judgeBy();
  }

  default String getJudgeBy() {
    return getOrDefault(judgeBy());
  }

  /**
   * What the judge goes by: the prompt, the rubric, criteria as JSON, what better means, the
   * schema, the pattern, the condition in SQL or the class, as the judge takes it.
   */
  default S setJudgeBy(String text) {
    set(judgeBy(), text);
    return self();
  }

  @Override
  default Param<String> messagesCol() {
    return judgeParams().messagesCol();
  }

  default S setMessagesCol(String column) {
    set(messagesCol(), column);
    return self();
  }

  @Override
  default Param<String> toolsCol() {
    return judgeParams().toolsCol();
  }

  default S setToolsCol(String column) {
    set(toolsCol(), column);
    return self();
  }

  default Param<String> responseFormatCol() {
    return judgeParams().responseFormatCol();
  }

  default String getResponseFormatCol() {
    return getOrDefault(responseFormatCol());
  }

  default S setResponseFormatCol(String column) {
    set(responseFormatCol(), column);
    return self();
  }

  @Override
  default Param<String> labelCol() {
    return judgeParams().labelCol();
  }

  default S setLabelCol(String column) {
    set(labelCol(), column);
    return self();
  }

  default Param<String> answerTextCol() {
    return judgeParams().answerTextCol();
  }

  default String getAnswerTextCol() {
    return getOrDefault(answerTextCol());
  }

  default S setAnswerTextCol(String column) {
    set(answerTextCol(), column);
    return self();
  }

  default Param<String> otherTextCol() {
    return judgeParams().otherTextCol();
  }

  default String getOtherTextCol() {
    return getOrDefault(otherTextCol());
  }

  /** Names the other answer that a pairwise judge compares with; empty for the label. */
  default S setOtherTextCol(String column) {
    set(otherTextCol(), column);
    return self();
  }

  @Override
  default Param<String> droppedCol() {
    return judgeParams().droppedCol();
  }

  default S setDroppedCol(String column) {
    set(droppedCol(), column);
    return self();
  }

  default IntParam batchRows() {
    return judgeParams().batchRows();
  }

  default int getBatchRows() {
    return (int) getOrDefault(batchRows());
  }

  default S setBatchRows(int rows) {
    set(batchRows(), rows);
    return self();
  }

  default DoubleParam budgetUsd() {
    return judgeParams().budgetUsd();
  }

  default double getBudgetUsd() {
    return (double) getOrDefault(budgetUsd());
  }

  /**
   * Bounds what the stage spends, all its runs in this session together. A row that the money does
   * not reach to gets a failed verdict that says so.
   */
  default S setBudgetUsd(double usd) {
    set(budgetUsd(), usd);
    return self();
  }

  /** The judge that the params describe. */
  default JudgeSpec spec() {
    return new JudgeSpec(JudgeKind.of(getJudge()), Arrays.asList(getModels()), getJudgeBy());
  }
}
