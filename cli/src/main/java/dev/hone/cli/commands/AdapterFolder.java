package dev.hone.cli.commands;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.HoneException;
import dev.hone.adapters.AdapterManifest;
import dev.hone.chat.ModelUri;
import dev.hone.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An adapter as people name it on the command line.
 *
 * @param path the folder, in PEFT's layout
 * @param base folder of its base model
 */
record AdapterFolder(Path path, String base) {
  private static final String CONFIG = "adapter_config.json";

  /**
   * @param baseModel the base model, or null for the one that the adapter names
   * @throws IllegalArgumentException if there is no such adapter or its base model is not here
   */
  static AdapterFolder open(String folder, @Nullable String baseModel) {
    Path path = Path.of(folder);
    if (!Files.isRegularFile(path.resolve(CONFIG))) {
      throw new IllegalArgumentException(
          "Cannot find adapter '"
              + folder
              + "': "
              + (Files.isDirectory(path) ? "the folder has no " + CONFIG : "no such folder")
              + ". Give the folder that a run printed, such as hone-data/adapters/RUN.");
    }
    if (baseModel != null) {
      return new AdapterFolder(path, baseModel);
    }
    String named = baseNamedBy(path);
    if (!named.isEmpty() && Files.isRegularFile(Path.of(local(named), "config.json"))) {
      return new AdapterFolder(path, local(named));
    }
    throw new IllegalArgumentException(
        "Cannot find the base model of adapter '"
            + folder
            + "'"
            + (named.isEmpty()
                ? "; it names none"
                : ": it names '" + named + "', which is not here")
            + ". Give --base-model its folder.");
  }

  /** The model that a name on the command line means: a URI, or else an adapter's folder. */
  static ModelUri uri(String adapterOrUri, @Nullable String baseModel) {
    boolean uri =
        adapterOrUri.matches("[a-z][a-z0-9+.-]+:.*") && !Files.isDirectory(Path.of(adapterOrUri));
    if (uri && baseModel == null && !adapterOrUri.startsWith("file:")) {
      return ModelUri.parse(adapterOrUri);
    }
    AdapterFolder adapter = open(local(adapterOrUri), baseModel);
    return ModelUri.local(adapter.base()).with("adapter", adapter.path().toString());
  }

  /** The base model by the manifest's word, or else by PEFT's; empty where neither says. */
  private static String baseNamedBy(Path adapter) {
    Path manifest = adapter.resolve(AdapterManifest.FILE);
    try {
      if (Files.isRegularFile(manifest)) {
        String base =
            AdapterManifest.fromJson(Files.readString(manifest)).provenance().get("base_model");
        if (base != null) {
          return base;
        }
      }
      JsonNode config = Json.read(Files.readString(adapter.resolve(CONFIG)));
      return config == null ? "" : config.path("base_model_name_or_path").asText("");
    } catch (IOException e) {
      throw new HoneException("Cannot read adapter " + adapter + ": " + e.getMessage(), e);
    }
  }

  private static String local(String path) {
    return path.startsWith("file:") ? path.substring("file:".length()) : path;
  }
}
