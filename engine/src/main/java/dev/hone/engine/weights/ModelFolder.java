package dev.hone.engine.weights;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** A model's folder as Hugging Face lays it out; names inside it never lead out of it. */
public final class ModelFolder {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SINGLE = "model.safetensors";
  private static final String INDEX = "model.safetensors.index.json";

  private final Path folder;

  private ModelFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Opens a folder; reads nothing but that it is there.
   *
   * @throws BadModelException if there is no folder or no config.json in it
   */
  public static ModelFolder open(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new BadModelException("Cannot find model folder " + folder.toAbsolutePath() + ".");
    }
    ModelFolder model = new ModelFolder(folder);
    if (!model.has("config.json")) {
      throw new BadModelException(
          "Cannot use "
              + folder
              + " as a model: it has no config.json. Point at a Hugging Face"
              + " model folder.");
    }
    return model;
  }

  public Path path() {
    return folder;
  }

  public boolean has(String name) {
    return Files.isRegularFile(folder.resolve(name));
  }

  /** A file's JSON object. */
  public JsonNode json(String name) {
    try {
      JsonNode node = JSON.readTree(folder.resolve(name).toFile());
      if (!node.isObject()) {
        throw new BadModelException("Cannot use " + folder.resolve(name) + ": not a JSON object.");
      }
      return node;
    } catch (IOException e) {
      throw new BadModelException("Cannot read " + folder.resolve(name) + ": " + e.getMessage(), e);
    }
  }

  public String text(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      throw new BadModelException("Cannot read " + folder.resolve(name) + ": " + e.getMessage(), e);
    }
  }

  /** Every tensor's file, of one safetensors file or of all that an index names. */
  public Map<String, SafetensorsFile> tensors() {
    Map<String, SafetensorsFile> tensors = new LinkedHashMap<>();
    if (has(SINGLE)) {
      SafetensorsFile file = SafetensorsFile.read(folder.resolve(SINGLE));
      file.tensors().keySet().forEach(name -> tensors.put(name, file));
      return tensors;
    }
    if (!has(INDEX)) {
      throw new BadModelException(
          "Cannot use "
              + folder
              + " as a model: it has neither "
              + SINGLE
              + " nor "
              + INDEX
              + ". Pickled weights (.bin) are never loaded; convert them with transformers.");
    }
    Map<String, SafetensorsFile> files = new LinkedHashMap<>();
    json(INDEX)
        .path("weight_map")
        .fields()
        .forEachRemaining(
            entry -> {
              SafetensorsFile file =
                  files.computeIfAbsent(
                      entry.getValue().asText(), name -> SafetensorsFile.read(inside(name)));
              if (!file.tensors().containsKey(entry.getKey())) {
                throw new BadModelException(
                    "Cannot use "
                        + folder.resolve(INDEX)
                        + ": it looks for tensor '"
                        + entry.getKey()
                        + "' in "
                        + file.file().getFileName()
                        + ", which does not hold it.");
              }
              tensors.put(entry.getKey(), file);
            });
    return tensors;
  }

  /** Hash of the config and the weights, lower-case hex; reads all of them. */
  public String sha256() {
    TreeSet<Path> files = new TreeSet<>();
    files.add(folder.resolve("config.json"));
    tensors().values().forEach(file -> files.add(file.file()));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 20];
      for (Path file : files) {
        digest.update((file.getFileName() + "\n" + Files.size(file) + "\n").getBytes(UTF_8));
        try (InputStream in = Files.newInputStream(file)) {
          for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            digest.update(buffer, 0, read);
          }
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (IOException e) {
      throw new BadModelException("Cannot read " + folder + ": " + e.getMessage(), e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  /** A path that a file of the folder names; refused where it leaves the folder. */
  private Path inside(String name) {
    Path path = folder.resolve(name).normalize();
    if (name.isEmpty() || !path.startsWith(folder.normalize()) || Path.of(name).isAbsolute()) {
      throw new BadModelException(
          "Cannot use " + folder.resolve(INDEX) + ": '" + name + "' leads out of the folder.");
    }
    if (!Files.isRegularFile(path)) {
      throw new BadModelException(
          "Cannot use " + folder.resolve(INDEX) + ": " + path + " is missing.");
    }
    return path;
  }
}
