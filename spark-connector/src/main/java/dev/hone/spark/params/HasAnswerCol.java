package dev.hone.spark.params;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** A stage with the param {@code answerCol}: the column that holds the logged answer. */
public interface HasAnswerCol extends Params {
  Param<String> answerCol();

  default String getAnswerCol() {
    return getOrDefault(answerCol());
  }
}
