package dev.hone.cli.run;

import dev.hone.HoneException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;

/** Looks at what a run is given before anything is written. */
final class Inputs {
  private Inputs() {}

  /**
   * @throws IllegalArgumentException if an input is not there
   * @throws HoneException if an output cannot be written
   */
  static void check(SparkSession spark, RunSettings settings) {
    if (settings.truth() != null) {
      Truth.read(spark, settings.truth());
    }
    Path base = Path.of(settings.baseModel());
    if (!settings.baseModel().contains(":") && !Files.isRegularFile(base.resolve("config.json"))) {
      throw new IllegalArgumentException(
          "Cannot find base model '"
              + settings.baseModel()
              + "': "
              + (Files.isDirectory(base) ? "the folder has no config.json" : "no such folder")
              + ". Give --base-model a folder in Hugging Face's layout (config.json, tokenizer.json, *.safetensors).");
    }
  }
}
