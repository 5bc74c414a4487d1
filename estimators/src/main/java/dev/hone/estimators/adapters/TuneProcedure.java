package dev.hone.estimators.adapters;

import dev.hone.engine.training.TrainingReport;
import dev.hone.spark.procedures.Arguments;
import dev.hone.spark.procedures.HoneProcedure;
import io.delta.tables.DeltaTable;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.connector.catalog.procedures.ProcedureParameter;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * {@code CALL hone.tune(examples => .., base_model => .., adapter => ..)}: fits an adapter as
 * {@link LoraTuner} does, and gives back the model to name in {@code hone_answer}.
 */
public final class TuneProcedure implements HoneProcedure {
  @Override
  public String name() {
    return "tune";
  }

  @Override
  public ProcedureParameter[] parameters() {
    LoraTuner defaults = new LoraTuner();
    return new ProcedureParameter[] {
      ProcedureParameter.in("examples", DataTypes.StringType)
          .comment("a table with prompt, label and split, as hone.make_examples writes it")
          .build(),
      ProcedureParameter.in("base_model", DataTypes.StringType)
          .comment("folder of the base model")
          .build(),
      ProcedureParameter.in("adapter", DataTypes.StringType)
          .comment("folder that the adapter goes to")
          .build(),
      optional("overwrite", DataTypes.BooleanType, "false", "whether what is there is replaced"),
      optional("epochs", DataTypes.IntegerType, defaults.getEpochs(), "passes over the examples"),
      optional("rank", DataTypes.IntegerType, defaults.getRank(), "rank of the adapter"),
      optional("alpha", DataTypes.DoubleType, defaults.getAlpha() + "D", "scale is alpha / rank"),
      optional(
          "learning_rate", DataTypes.DoubleType, defaults.getLearningRate() + "D", "the peak rate"),
      optional("batch_size", DataTypes.IntegerType, defaults.getBatchSize(), "examples a step"),
      optional("max_tokens", DataTypes.IntegerType, defaults.getMaxTokens(), "longest example"),
      optional("seed", DataTypes.LongType, defaults.getSeed() + "L", "of start and order"),
      optional("time_budget_seconds", DataTypes.IntegerType, "0", "longest training; 0 for none"),
    };
  }

  private static ProcedureParameter optional(
      String name, DataType type, Object defaultSql, String comment) {
    return ProcedureParameter.in(name, type)
        .defaultValue(defaultSql.toString())
        .comment(comment)
        .build();
  }

  @Override
  public StructType output() {
    return new StructType()
        .add("model", DataTypes.StringType, false)
        .add("adapter_sha256", DataTypes.StringType, false)
        .add("steps", DataTypes.IntegerType, false)
        .add("tokens", DataTypes.LongType, false)
        .add("final_loss", DataTypes.DoubleType, false)
        .add("heldout_loss", DataTypes.DoubleType)
        .add("tokens_per_second", DataTypes.DoubleType, false)
        .add(
            "left_out",
            DataTypes.createMapType(DataTypes.StringType, DataTypes.IntegerType),
            false);
  }

  @Override
  public Row run(SparkSession spark, Arguments arguments) {
    String examples = arguments.text("examples");
    LoraModel model =
        new LoraTuner()
            .setBaseModel(arguments.text("base_model"))
            .setAdapterPath(arguments.text("adapter"))
            .setOverwrite(arguments.flag("overwrite"))
            .setEpochs(arguments.whole("epochs"))
            .setRank(arguments.whole("rank"))
            .setAlpha(arguments.real("alpha"))
            .setLearningRate(arguments.real("learning_rate"))
            .setBatchSize(arguments.whole("batch_size"))
            .setMaxTokens(arguments.whole("max_tokens"))
            .setSeed(arguments.large("seed"))
            .setTimeBudgetSeconds(arguments.whole("time_budget_seconds"))
            .setDataSource(examples)
            .setDataVersion(version(spark, examples))
            .fit(spark.table(examples));
    TrainingReport report = model.report().orElseThrow();
    return RowFactory.create(
        model.uri().toString(),
        model.getAdapterSha256(),
        report.steps(),
        report.tokens(),
        report.finalLoss(),
        report.heldOutLoss(),
        report.tokensPerSecond(),
        scala.jdk.javaapi.CollectionConverters.asScala(new TreeMap<>(report.skipped())));
  }

  /** The version of a Delta table; empty for anything else. */
  private static String version(SparkSession spark, String table) {
    try {
      return Long.toString(
          DeltaTable.forName(spark, table).history(1).select("version").head().getLong(0));
    } catch (Exception e) {
      // Not a Delta table, or a view: AnalysisException is checked, which Java does not see.
      return "";
    }
  }
}
