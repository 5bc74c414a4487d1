package dev.hone.spark.procedures;

import java.util.Iterator;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.catalog.procedures.BoundProcedure;
import org.apache.spark.sql.connector.catalog.procedures.UnboundProcedure;
import org.apache.spark.sql.connector.read.Scan;
import org.apache.spark.sql.types.StructType;

/**
 * A procedure of the catalog {@code hone}. Found by {@link java.util.ServiceLoader} on Hone's own
 * class loader; has a public no-argument constructor. It runs once, on the driver, when the CALL is
 * run, and not when it is explained.
 */
public interface HoneProcedure extends UnboundProcedure, BoundProcedure {
  /** The columns of the one row that a CALL gives back. */
  StructType output();

  /**
   * Does it.
   *
   * @return a row of {@link #output}
   */
  Row run(SparkSession spark, Arguments arguments);

  @Override
  default BoundProcedure bind(StructType inputType) {
    return this;
  }

  @Override
  default boolean isDeterministic() {
    return false;
  }

  @Override
  default Iterator<Scan> call(InternalRow input) {
    Row row = run(SparkSession.active(), new Arguments(parameters(), input));
    return List.<Scan>of(OneRow.of(output(), row)).iterator();
  }
}
