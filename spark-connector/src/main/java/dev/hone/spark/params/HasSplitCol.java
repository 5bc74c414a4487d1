package dev.hone.spark.params;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** A stage with the param {@code splitCol}: the column that holds train or test. */
public interface HasSplitCol extends Params {
  Param<String> splitCol();

  default String getSplitCol() {
    return getOrDefault(splitCol());
  }
}
