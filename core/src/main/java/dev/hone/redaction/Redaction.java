package dev.hone.redaction;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What became of each kind of personal data in the examples that a model learned from. It travels
 * with the adapter, because a model that learned from masked texts must read masked texts when it
 * answers.
 *
 * @param modes by kind; kinds without one are off
 */
public record Redaction(Map<String, Mode> modes) {
  public Redaction {
    modes = Map.copyOf(modes);
  }

  /** Nothing is looked for. */
  public static Redaction none() {
    return new Redaction(Map.of());
  }

  /** This and then another: a kind that either masks is masked. */
  public Redaction then(Redaction next) {
    Map<String, Mode> both = new HashMap<>(modes);
    next.modes.forEach((kind, mode) -> both.merge(kind, mode, (a, b) -> a == Mode.MASK ? a : b));
    return new Redaction(both);
  }

  /**
   * Masks what was masked in the examples; empty where nothing was. What the other modes concern
   * stays in the text: a request is answered whatever it holds.
   *
   * @throws IllegalArgumentException if a kind was masked that no recognizer here finds
   */
  public Optional<Redactor> masker() {
    if (!modes.containsValue(Mode.MASK)) {
      return Optional.empty();
    }
    Set<String> known = Recognizers.kinds();
    for (Map.Entry<String, Mode> entry : new TreeMap<>(modes).entrySet()) {
      String kind = entry.getKey();
      if (entry.getValue() == Mode.MASK && !known.contains(kind)) {
        throw new IllegalArgumentException(
            "Cannot mask personal data of kind '"
                + kind
                + "' as in the examples: no recognizer finds it here. Put the library with the"
                + " recognizer on the class path; here are "
                + known
                + ".");
      }
    }
    // All modes: a kind that is only counted still decides which kind a span is of.
    return Optional.of(new Redactor(Recognizers.all(), modes));
  }

  /** {@code {"card":"mask","email":"mark"}}. */
  public String toJson() {
    ObjectNode json = Json.object();
    new TreeMap<>(modes).forEach((kind, mode) -> json.put(kind, mode.text()));
    return Json.write(json);
  }

  /**
   * Reads what {@link #toJson} wrote; null, empty text and {@code null} are none.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static Redaction fromJson(@Nullable String json) {
    if (json == null || json.isBlank()) {
      return none();
    }
    JsonNode node = Json.parse(json);
    if (node.isNull()) {
      return none();
    }
    if (!node.isObject()) {
      throw new IllegalArgumentException(
          "Modes of redaction are a JSON object of kinds and modes; this is not.");
    }
    Map<String, Mode> modes = new LinkedHashMap<>();
    node.properties()
        .forEach(entry -> modes.put(entry.getKey(), Mode.of(entry.getValue().asText())));
    return new Redaction(modes);
  }
}
