package dev.hone.spark.procedures;

import dev.hone.spark.SqlFunctions;
import org.apache.spark.sql.SparkSession;

/** Makes {@code CALL hone.NAME(...)} known to a session. */
public final class RegisterCatalog implements SqlFunctions {
  @Override
  public void register(SparkSession spark) {
    spark.conf().set("spark.sql.catalog." + HoneCatalog.NAME, HoneCatalog.class.getName());
  }
}
