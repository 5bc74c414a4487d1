package dev.hone.spark.procedures;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.connector.read.LocalScan;
import org.apache.spark.sql.types.StructType;

/** What a procedure says when it is done. */
record OneRow(StructType readSchema, InternalRow row) implements LocalScan {
  static OneRow of(StructType schema, Row row) {
    return new OneRow(
        schema, (InternalRow) CatalystTypeConverters.createToCatalystConverter(schema).apply(row));
  }

  @Override
  public InternalRow[] rows() {
    return new InternalRow[] {row};
  }
}
