package dev.hone.engine.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.engine.weights.BadModelException;
import dev.hone.engine.weights.SafetensorsFile;
import dev.hone.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a training has to know, beside its tensors, to go on after a stop. Kept in the metadata of
 * the checkpoint's file, so that the two never disagree.
 *
 * @param fingerprint hash of base, examples and settings: another training's work is never taken up
 * @param step steps of the optimizer done
 * @param tokens tokens read
 * @param seconds time spent training
 * @param curve the logged steps
 * @param validation the losses on the examples kept out
 */
record TrainingProgress(
    String fingerprint,
    int step,
    long tokens,
    double seconds,
    List<TrainingStep> curve,
    List<ValidationPoint> validation) {
  private static final String KEY = "progress";

  /** A header of a file of tensors has a limit; beyond this the curve is kept more coarsely. */
  private static final int MOST_POINTS = 20_000;

  TrainingProgress {
    curve = List.copyOf(curve);
    validation = List.copyOf(validation);
  }

  /**
   * What a checkpoint's file holds; null where there is none, or none that is whole: a copy cut
   * short, or a disk that was full.
   */
  static @Nullable TrainingProgress read(Path file) {
    if (!Files.isRegularFile(file)) {
      return null;
    }
    JsonNode json;
    try {
      json = Json.read(SafetensorsFile.read(file).metadata().getOrDefault(KEY, ""));
    } catch (BadModelException e) {
      System.getLogger(TrainingProgress.class.getName())
          .log(System.Logger.Level.WARNING, "Training begins anew: {0}", e.getMessage());
      return null;
    }
    if (json == null || !json.path("fingerprint").isTextual()) {
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
    List<ValidationPoint> validation = new ArrayList<>();
    for (JsonNode point : json.path("validation")) {
      validation.add(new ValidationPoint(point.path(0).asInt(), point.path(1).asDouble()));
    }
    return new TrainingProgress(
        json.path("fingerprint").asText(),
        json.path("step").asInt(),
        json.path("tokens").asLong(),
        json.path("seconds").asDouble(),
        curve,
        validation);
  }

  /** For the metadata of a checkpoint's file. */
  Map<String, String> notes() {
    ObjectNode json = Json.object();
    json.put("fingerprint", fingerprint).put("step", step).put("tokens", tokens);
    json.put("seconds", seconds);
    ArrayNode points = json.putArray("curve");
    int stride = 1 + curve.size() / MOST_POINTS;
    for (int i = 0; i < curve.size(); i += stride) {
      TrainingStep point = curve.get(i);
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
    ArrayNode looks = json.putArray("validation");
    validation.forEach(point -> looks.addArray().add(point.step()).add(point.loss()));
    return Map.of(KEY, Json.write(json));
  }
}
