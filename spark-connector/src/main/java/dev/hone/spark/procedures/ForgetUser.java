package dev.hone.spark.procedures;

import dev.hone.spark.home.Home;
import dev.hone.spark.home.UserRows;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.procedures.ProcedureParameter;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * {@code CALL hone.forget_user(home => .., user => .., delete => true)}: finds all that a home
 * holds of one end user, as {@link UserRows} does, and deletes it when told to. Old versions of the
 * tables stay until they are vacuumed, and adapters keep what they learnt.
 */
public final class ForgetUser implements HoneProcedure {
  @Override
  public String name() {
    return "forget_user";
  }

  @Override
  public ProcedureParameter[] parameters() {
    return new ProcedureParameter[] {
      ProcedureParameter.in("home", DataTypes.StringType)
          .comment("a folder, or catalog.schema")
          .build(),
      ProcedureParameter.in("user", DataTypes.StringType)
          .comment("the user's id in the log")
          .build(),
      ProcedureParameter.in("delete", DataTypes.BooleanType)
          .defaultValue("false")
          .comment("false only counts")
          .build(),
    };
  }

  @Override
  public StructType output() {
    return new StructType()
        .add("rows", DataTypes.createMapType(DataTypes.StringType, DataTypes.LongType), false)
        .add("deleted", DataTypes.BooleanType, false)
        .add("adapters", DataTypes.createArrayType(DataTypes.StringType), false);
  }

  @Override
  public Row run(SparkSession spark, Arguments arguments) {
    UserRows user = UserRows.find(Home.open(spark, arguments.text("home")), arguments.text("user"));
    boolean delete = arguments.flag("delete");
    List<String> adapters = user.adapters(); // their runs are told from rows that go
    Map<String, Long> rows = delete ? user.delete() : user.counts();
    return RowFactory.create(
        CollectionConverters.asScala(rows), delete, CollectionConverters.asScala(adapters).toSeq());
  }
}
