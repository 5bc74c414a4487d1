package dev.hone.spark.params;

import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.Params;

/** A stage with the param {@code messagesCol}: the column that holds the conversation as logged. */
public interface HasMessagesCol extends Params {
  Param<String> messagesCol();

  default String getMessagesCol() {
    return getOrDefault(messagesCol());
  }
}
