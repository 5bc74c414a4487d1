package dev.hone.spark;

import org.apache.spark.sql.SparkSession;

/**
 * SQL functions of a module. Found by {@link java.util.ServiceLoader} on Hone's own class loader;
 * has a public no-argument constructor.
 */
public interface SqlFunctions {
  /** Registers the functions in this session; doing so twice is harmless. */
  void register(SparkSession spark);
}
