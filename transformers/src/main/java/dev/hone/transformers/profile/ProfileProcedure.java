package dev.hone.transformers.profile;

import dev.hone.json.Json;
import dev.hone.profile.LogProfile;
import dev.hone.profile.ProfileJson;
import dev.hone.profile.Worth;
import dev.hone.spark.calls.Calls;
import dev.hone.spark.ledger.OwnPrices;
import dev.hone.spark.procedures.Arguments;
import dev.hone.spark.procedures.HoneProcedure;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.procedures.ProcedureParameter;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * {@code CALL hone.profile(log => ..)}: what is in a log, as {@link ProfileCalls} counts it. The
 * main figures are columns; all of them are in {@code profile_json}.
 */
public final class ProfileProcedure implements HoneProcedure {
  @Override
  public String name() {
    return "profile";
  }

  @Override
  public ProcedureParameter[] parameters() {
    return new ProcedureParameter[] {
      ProcedureParameter.in("log", DataTypes.StringType)
          .comment("a table's name, the path of a Delta table, or JSON Lines")
          .build(),
      ProcedureParameter.in("stand_in", DataTypes.StringType)
          .defaultValue("'" + ProfileCalls.STAND_IN + "'")
          .comment("listed model at whose price a small tuned one is reckoned")
          .build(),
      ProcedureParameter.in("prices", DataTypes.StringType)
          .defaultValue("NULL")
          .comment(
              "a table or CSV file of prices in place of the public list prices, or beside them")
          .build(),
    };
  }

  @Override
  public StructType output() {
    return new StructType()
        .add("calls", DataTypes.LongType, false)
        .add("complete", DataTypes.LongType, false)
        .add("input_tokens", DataTypes.LongType, false)
        .add("output_tokens", DataTypes.LongType, false)
        .add("usd", DataTypes.DoubleType)
        .add("exact_repeats", DataTypes.LongType, false)
        .add("near_repeats", DataTypes.LongType, false)
        .add("worth_tuning", DataTypes.createArrayType(DataTypes.StringType), false)
        .add("profile_json", DataTypes.StringType, false);
  }

  @Override
  public Row run(SparkSession spark, Arguments arguments) {
    String log = arguments.text("log");
    LogProfile profile =
        ProfileCalls.profile(
            Calls.read(spark, log),
            log,
            OwnPrices.over(spark, arguments.textOrNull("prices")),
            arguments.text("stand_in"));
    List<String> worth =
        profile.tasks().stream()
            .filter(task -> task.worth().verdict() == Worth.Verdict.YES)
            .map(LogProfile.Task::label)
            .toList();
    return RowFactory.create(
        profile.total().calls(),
        profile.total().complete(),
        profile.total().input(),
        profile.total().output(),
        profile.total().usdIfKnown(),
        profile.exactRepeats(),
        profile.nearRepeats(),
        CollectionConverters.asScala(worth).toSeq(),
        Json.write(ProfileJson.of(profile)));
  }
}
