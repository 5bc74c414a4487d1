package dev.hone.spark.models;

import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** How to reach Hadoop's file systems, taken from a session to the tasks it starts. */
public record TaskConfiguration(SerializableConfiguration carrier) implements java.io.Serializable {
  /**
   * What this session says of file systems: Spark's configuration and the session's own.
   *
   * @param spark a session that plans its own queries, not one over Spark Connect
   */
  public static TaskConfiguration of(SparkSession spark) {
    return new TaskConfiguration(
        new SerializableConfiguration(
            ((org.apache.spark.sql.classic.SparkSession) spark).sessionState().newHadoopConf()));
  }

  public Configuration value() {
    return carrier.value();
  }
}
