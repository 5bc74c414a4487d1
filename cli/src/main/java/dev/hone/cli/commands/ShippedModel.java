package dev.hone.cli.commands;

import java.nio.file.Files;
import java.nio.file.Path;

/** The small base model of this checkout. */
final class ShippedModel {
  private static final String FOLDER = "models/hone-small";

  private ShippedModel() {}

  /** Under the checkout that bin/hone belongs to, or else under the working directory. */
  static String folder() {
    String root = System.getProperty("hone.root", "");
    Path folder = Path.of(root, FOLDER);
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException(
          "Cannot find the small base model at "
              + folder.toAbsolutePath()
              + ". Give --base-model the folder of a Llama or Qwen2 model in Hugging Face's"
              + " layout.");
    }
    return folder.toAbsolutePath().normalize().toString();
  }
}
