package dev.hone.engine.decoder;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.engine.weights.BadModelException;

/**
 * Rotary positions: the base of their frequencies, and how a longer context stretches them.
 *
 * @param theta the base
 * @param stretch how frequencies are changed for longer contexts
 */
public record Rope(double theta, Stretch stretch) {
  private static final double DEFAULT_THETA = 10_000;

  /** How frequencies are changed. */
  public sealed interface Stretch {
    record None() implements Stretch {}

    /** All divided. */
    record Linear(double factor) implements Stretch {}

    /** Llama 3's: low ones divided, high ones kept, a ramp between. */
    record Llama3(double factor, double lowFactor, double highFactor, double originalContext)
        implements Stretch {}
  }

  /** From config.json: rope_parameters, or rope_theta with rope_scaling. */
  static Rope from(JsonNode json) {
    JsonNode parameters = json.path("rope_parameters");
    JsonNode scaling = parameters.isObject() ? parameters : json.path("rope_scaling");
    double theta =
        scaling.path("rope_theta").asDouble(json.path("rope_theta").asDouble(DEFAULT_THETA));
    if (!(theta > 0)) {
      throw new BadModelException("Cannot run this config: rope_theta is " + theta + ".");
    }
    if (!scaling.isObject()) {
      return new Rope(theta, new Stretch.None());
    }
    String type = scaling.path("rope_type").asText(scaling.path("type").asText("default"));
    return new Rope(
        theta,
        switch (type) {
          case "default" -> new Stretch.None();
          case "linear" -> new Stretch.Linear(positive(scaling, "factor"));
          case "llama3" ->
              new Stretch.Llama3(
                  positive(scaling, "factor"),
                  positive(scaling, "low_freq_factor"),
                  positive(scaling, "high_freq_factor"),
                  positive(scaling, "original_max_position_embeddings"));
          default ->
              throw new BadModelException(
                  "Cannot run this config: rope type is '"
                      + type
                      + "'. Hone knows default, linear and llama3.");
        });
  }

  /** Radians a position for each pair of a head's numbers: [headDim / 2]. */
  float[] frequencies(int headDim) {
    float[] frequencies = new float[headDim / 2];
    for (int i = 0; i < frequencies.length; i++) {
      double plain = 1 / Math.pow(theta, 2.0 * i / headDim);
      frequencies[i] = (float) stretched(plain);
    }
    return frequencies;
  }

  private double stretched(double frequency) {
    if (stretch instanceof Stretch.Linear linear) {
      return frequency / linear.factor();
    }
    if (stretch instanceof Stretch.Llama3 llama) {
      double wavelength = 2 * Math.PI / frequency;
      if (wavelength > llama.originalContext() / llama.lowFactor()) {
        return frequency / llama.factor();
      }
      if (wavelength < llama.originalContext() / llama.highFactor()) {
        return frequency;
      }
      double ramp =
          (llama.originalContext() / wavelength - llama.lowFactor())
              / (llama.highFactor() - llama.lowFactor());
      return (1 - ramp) * frequency / llama.factor() + ramp * frequency;
    }
    return frequency;
  }

  private static double positive(JsonNode scaling, String key) {
    double value = scaling.path(key).asDouble(0);
    if (!(value > 0)) {
      throw new BadModelException(
          "Cannot run this config: "
              + key
              + " of the rope scaling is "
              + scaling.path(key)
              + ". A number above 0 is needed.");
    }
    return value;
  }
}
