package dev.hone.spark.ledger;

import dev.hone.spark.home.Home;
import dev.hone.spark.procedures.Arguments;
import dev.hone.spark.procedures.HoneProcedure;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.procedures.ProcedureParameter;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * {@code CALL hone.fold_ledger(home => ..)}: takes what was bought into the table {@code ledger}.
 */
public final class FoldLedger implements HoneProcedure {
  @Override
  public String name() {
    return "fold_ledger";
  }

  @Override
  public ProcedureParameter[] parameters() {
    return new ProcedureParameter[] {
      ProcedureParameter.in("home", DataTypes.StringType)
          .comment("a folder, or catalog.schema")
          .build(),
    };
  }

  @Override
  public StructType output() {
    return new StructType().add("lines", DataTypes.LongType, false);
  }

  @Override
  public Row run(SparkSession spark, Arguments arguments) {
    return RowFactory.create(Ledger.of(Home.open(spark, arguments.text("home"))).fold());
  }
}
