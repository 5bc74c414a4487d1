package dev.hone.cli.run;

import dev.hone.HoneException;
import dev.hone.chat.ChatModels;
import dev.hone.chat.ModelUri;
import dev.hone.engine.ChatEncoder;
import dev.hone.engine.Tokenizer;
import dev.hone.engine.decoder.DecoderConfig;
import dev.hone.engine.weights.ModelFolder;
import dev.hone.spark.calls.Calls;
import dev.hone.spark.home.Home;
import dev.hone.spark.models.LocalFiles;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Looks at what a run is given before anything is written. */
final class Inputs {
  private Inputs() {}

  /**
   * Opens all that can be opened cheaply.
   *
   * @throws IllegalArgumentException if an input is not there or is not what it should be
   * @throws HoneException if an input cannot be read
   */
  static void check(SparkSession spark, RunSettings settings) {
    if (settings.files() == null && Home.isInCatalog(settings.home())) {
      throw new IllegalArgumentException(
          "Home '"
              + settings.home()
              + "' is a catalog schema and holds no files. Give --files the folder of adapters and"
              + " reports, such as /Volumes/CATALOG/SCHEMA/VOLUME, or --home a folder (write ./"
              + settings.home()
              + " for one of that name).");
    }
    if (settings.truth() != null) {
      Truth.read(spark, settings.truth());
    }
    if (settings.logs() != null) {
      Calls.read(spark, settings.logs()); // no job yet: only whether it is a log
    }
    // A key that is missing should be told now, not after the training.
    ChatModels.open(ModelUri.parse(settings.judge())).close();
    checkBaseModel(spark, settings.baseModel());
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
