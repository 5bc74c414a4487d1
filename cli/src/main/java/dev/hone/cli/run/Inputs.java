package dev.hone.cli.run;

import dev.hone.HoneException;
import dev.hone.chat.ModelUri;
import dev.hone.engine.ChatEncoder;
import dev.hone.engine.Tokenizer;
import dev.hone.engine.decoder.DecoderConfig;
import dev.hone.engine.weights.ModelFolder;
import dev.hone.spark.calls.Calls;
import dev.hone.spark.home.Home;
import dev.hone.spark.ledger.ModelAccess;
import dev.hone.spark.ledger.OwnPrices;
import dev.hone.spark.models.LocalFiles;
import java.nio.file.Path;
import java.util.Map;
import org.apache.spark.sql.SparkSession;

/** Looks at what a run is given before anything is written. */
final class Inputs {
  private Inputs() {}

  /**
   * Opens all that can be opened cheaply, and tells everything that is wrong together.
   *
   * @throws IllegalArgumentException if an input is not there or is not what it should be
   * @throws HoneException if an input cannot be read
   */
  static void check(SparkSession spark, RunSettings settings) {
    Problems problems = new Problems();
    problems.of(() -> checkHome(settings));
    String truth = settings.truth();
    if (truth != null) {
      problems.of(() -> Truth.read(spark, truth));
    }
    String logs = settings.logs();
    if (logs != null) {
      problems.of(() -> Calls.read(spark, logs)); // no job yet: only whether it is a log
    }
    // A key that is missing should be told now, not after the training.
    problems.of(() -> checkModel("--judge", settings.judge()));
    Relabelling relabel = settings.relabel();
    if (relabel != null) {
      relabel
          .problems(settings.sample(), settings.sample() || truth != null)
          .forEach(problems::add);
      boolean named = relabel.model() != null || settings.sample();
      relabel.models().entrySet().stream()
          .filter(model -> named || !model.getKey().equals("--relabel"))
          .forEach(model -> problems.of(() -> checkRelabelling(spark, relabel, model)));
      String price = relabel.pricedAs();
      if (price != null) {
        problems.of(() -> checkPrice(spark, price));
      }
    }
    problems.of(() -> checkBaseModel(spark, settings.baseModel()));
    problems.throwIfAny();
  }

  private static void checkHome(RunSettings settings) {
    if (settings.files() == null && Home.isInCatalog(settings.home())) {
      throw new IllegalArgumentException(
          "Home '"
              + settings.home()
              + "' is a catalog schema and holds no files. Give --files the folder of adapters and"
              + " reports, such as /Volumes/CATALOG/SCHEMA/VOLUME, or --home a folder (write ./"
              + settings.home()
              + " for one of that name).");
    }
  }

  /** By the door that steps open it by later: with its connection, its key and its fallbacks. */
  private static void checkModel(String option, String uri) {
    try {
      ModelAccess.check(ModelUri.parse(uri));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Cannot use " + option + " " + uri + ": " + e.getMessage(), e);
    }
  }

  private static void checkRelabelling(
      SparkSession spark, Relabelling relabel, Map.Entry<String, String> model) {
    checkModel(model.getKey(), model.getValue());
    ModelUri uri = ModelUri.parse(model.getValue());
    if (relabel.budgetUsd() != null
        && relabel.price() == null
        && ModelAccess.isPaid(uri)
        && !ModelAccess.isPriced(spark, uri)) {
      throw new IllegalArgumentException(
          "Cannot keep to --relabel-budget: the price of "
              + model.getKey()
              + " "
              + uri
              + " is unknown. Name a listed model of its price by --relabel-priced-as, or give its"
              + " connection one with withPrices(..).");
    }
  }

  private static void checkPrice(SparkSession spark, String model) {
    if (OwnPrices.ofSession(spark).price(model).isEmpty()) {
      throw new IllegalArgumentException(
          "No price is listed for --relabel-priced-as '"
              + model
              + "'. Name a model that is, such as gpt-4.1.");
    }
  }

  /** Everything of the model but its numbers. */
  private static void checkBaseModel(SparkSession spark, String baseModel) {
    Path local;
    try {
      local = LocalFiles.fetch(baseModel, spark.sparkContext().hadoopConfiguration());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Cannot find base model '"
              + baseModel
              + "'. Give --base-model a folder in Hugging Face's layout (config.json,"
              + " tokenizer.json, *.safetensors).",
          e);
    }
    ModelFolder folder = ModelFolder.open(local);
    DecoderConfig.from(folder.json("config.json"));
    folder.tensors();
    try (Tokenizer tokenizer = Tokenizer.open(local)) {
      ChatEncoder.open(folder, tokenizer);
    }
  }
}
