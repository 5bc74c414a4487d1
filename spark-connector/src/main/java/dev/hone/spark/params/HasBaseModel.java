package dev.hone.spark.params;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** A stage with the param {@code baseModel}: the folder of the model that an adapter belongs to. */
public interface HasBaseModel extends Params {
  Param<String> baseModel();

  default String getBaseModel() {
    return getOrDefault(baseModel());
  }
}
