package dev.hone.spark.params;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** A stage with the param {@code adapterPath}: the folder of an adapter. */
public interface HasAdapterPath extends Params {
  Param<String> adapterPath();

  default String getAdapterPath() {
    return getOrDefault(adapterPath());
  }
}
