package dev.hone.spark.params;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * A stage with the param {@code groupCol}: the column whose rows of one value stay on one side of a
 * split.
 */
public interface HasGroupCol extends Params {
  Param<String> groupCol();

  default String getGroupCol() {
    return getOrDefault(groupCol());
  }
}
