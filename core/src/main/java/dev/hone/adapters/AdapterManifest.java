package dev.hone.adapters;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where an adapter comes from and what it needs to answer: hone.json in the adapter folder.
 *
 * @param baseSha256 hash of the base model's config and weights, lower-case hex
 * @param templateSha256 hash of the chat template's text
 * @param edits what was masked in and pruned from the prompts it was trained on, and must be again
 *     when it answers
 * @param stopTokens token ids that end an answer
 * @param configuration the training's settings, as text by name
 * @param provenance where the examples came from, as text by name: table, version, run
 * @param curve the loss as it went
 * @param created when training ended
 */
public record AdapterManifest(
    String baseSha256,
    String templateSha256,
    PromptEdits edits,
    List<Integer> stopTokens,
    Map<String, String> configuration,
    Map<String, String> provenance,
    List<LossPoint> curve,
    Instant created) {
  /** The file's name in an adapter folder. */
  public static final String FILE = "hone.json";

  private static final int VERSION = 1;

  /** The loss of one step of the optimizer. */
  public record LossPoint(int step, double loss) {}

  public AdapterManifest {
    requireNonNull(baseSha256, "baseSha256");
    requireNonNull(templateSha256, "templateSha256");
    requireNonNull(edits, "edits");
    requireNonNull(created, "created");
    stopTokens = List.copyOf(stopTokens);
    configuration = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(configuration));
    provenance = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
    curve = List.copyOf(curve);
  }

  public String toJson() {
    ObjectNode json = Json.object();
    json.put("version", VERSION);
    json.put("created", created.toString());
    json.put("base_sha256", baseSha256);
    json.put("template_sha256", templateSha256);
    stopTokens.forEach(json.putArray("stop_tokens")::add);
    json.setAll((ObjectNode) Json.parse(edits.toJson()));
    configuration.forEach(json.putObject("configuration")::put);
    provenance.forEach(json.putObject("provenance")::put);
    ArrayNode points = json.putArray("curve");
    for (LossPoint point : curve) {
      points.addArray().add(point.step()).add(point.loss());
    }
    return json.toPrettyString() + "\n";
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException if it is something else, or of a later version
   */
  public static AdapterManifest fromJson(String text) {
    JsonNode json = Json.parse(text);
    if (json.path("version").asInt() != VERSION) {
      throw new IllegalArgumentException(
          "Cannot read this "
              + FILE
              + ": its version is "
              + json.path("version")
              + "; this Hone reads "
              + VERSION
              + ".");
    }
    List<Integer> stopTokens = new ArrayList<>();
    json.path("stop_tokens").forEach(id -> stopTokens.add(id.asInt()));
    List<LossPoint> curve = new ArrayList<>();
    for (JsonNode point : json.path("curve")) {
      curve.add(new LossPoint(point.path(0).asInt(), point.path(1).asDouble()));
    }
    return new AdapterManifest(
        json.path("base_sha256").asText(),
        json.path("template_sha256").asText(),
        PromptEdits.fromJson(text),
        stopTokens,
        texts(json.path("configuration")),
        texts(json.path("provenance")),
        curve,
        Instant.parse(json.path("created").asText()));
  }

  private static Map<String, String> texts(JsonNode node) {
    Map<String, String> texts = new LinkedHashMap<>();
    node.fields().forEachRemaining(field -> texts.put(field.getKey(), field.getValue().asText()));
    return texts;
  }
}
