package dev.hone.engine.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.HoneException;
import dev.hone.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a training has to know, beside its tensors, to go on after a stop.
 *
 * @param fingerprint hash of base, examples and settings: another training's work is never taken up
 * @param step steps of the optimizer done
 * @param tokens tokens read
 * @param seconds time spent training
 * @param curve the logged steps
 */
record TrainingProgress(
    String fingerprint, int step, long tokens, double seconds, List<TrainingStep> curve) {
  private static final String FILE = "progress.json";

  TrainingProgress {
    curve = List.copyOf(curve);
  }

  /** What a folder holds of this training; null where it holds nothing, or another's. */
  static @Nullable TrainingProgress read(Path folder, String fingerprint) {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return null;
    }
    JsonNode json;
    try {
      json = Json.read(Files.readString(file));
    } catch (IOException e) {
      throw new HoneException("Cannot read " + file + ": " + e.getMessage(), e);
    }
    if (json == null || !json.path("fingerprint").asText().equals(fingerprint)) {
      return null;
    }
    List<TrainingStep> curve = new ArrayList<>();
    for (JsonNode point : json.path("curve")) {
      curve.add(
          new TrainingStep(
              point.path(0).asInt(),
              point.path(1).asInt(),
              point.path(2).asLong(),
              point.path(3).asDouble(),
              point.path(4).asDouble(),
              point.path(5).asDouble(),
              point.path(6).asDouble(),
              point.path(7).asDouble()));
    }
    return new TrainingProgress(
        fingerprint,
        json.path("step").asInt(),
        json.path("tokens").asLong(),
        json.path("seconds").asDouble(),
        curve);
  }

  void write(Path folder) {
    ObjectNode json = Json.object();
    json.put("fingerprint", fingerprint).put("step", step).put("tokens", tokens);
    json.put("seconds", seconds);
    ArrayNode points = json.putArray("curve");
    for (TrainingStep point : curve) {
      points
          .addArray()
          .add(point.step())
          .add(point.steps())
          .add(point.tokens())
          .add(point.loss())
          .add(point.gradientNorm())
          .add(point.learningRate())
          .add(point.tokensPerSecond())
          .add(point.secondsLeft());
    }
    Path file = folder.resolve(FILE);
    Path partial = folder.resolve(FILE + ".partial");
    try {
      Files.writeString(partial, Json.write(json));
      Files.move(
          partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new HoneException("Cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
