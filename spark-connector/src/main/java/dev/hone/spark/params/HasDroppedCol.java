package dev.hone.spark.params;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/**
 * A stage with the param {@code droppedCol}: the column that says why a row is left out, null while
 * it is in.
 */
public interface HasDroppedCol extends Params {
  Param<String> droppedCol();

  default String getDroppedCol() {
    return getOrDefault(droppedCol());
  }
}
