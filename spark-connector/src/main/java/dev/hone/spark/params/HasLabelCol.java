package dev.hone.spark.params;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** A stage with the param {@code labelCol}: the column that holds the answer to learn. */
public interface HasLabelCol extends Params {
  Param<String> labelCol();

  default String getLabelCol() {
    return getOrDefault(labelCol());
  }
}
