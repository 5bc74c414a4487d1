package dev.hone.chat;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The name of a model, as Params, SQL and Java write it: {@code scheme:name?key=value&key=value}.
 * Values are percent-encoded.
 *
 * <p>{@code local:models/hone-small?adapter=hone-data/adapters/triage} is a base model folder and
 * the adapter on it.
 */
public record ModelUri(String scheme, String name, Map<String, String> options) {
  public ModelUri {
    options = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(options));
  }

  public static ModelUri parse(String text) {
    int colon = text.indexOf(':');
    if (colon <= 0 || colon == text.length() - 1) {
      throw new IllegalArgumentException(
          "Invalid model '"
              + text
              + "': no scheme. Write scheme:name, such as local:models/hone-small or openai:gpt-4.1-mini.");
    }
    String scheme = text.substring(0, colon);
    int question = text.indexOf('?', colon);
    String name = text.substring(colon + 1, question < 0 ? text.length() : question);
    Map<String, String> options = new LinkedHashMap<>();
    if (question >= 0 && question < text.length() - 1) {
      for (String pair : text.substring(question + 1).split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals <= 0) {
          throw new IllegalArgumentException(
              "Invalid model '" + text + "': option '" + pair + "' is not key=value.");
        }
        options.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return new ModelUri(scheme, name, options);
  }

  public static ModelUri local(String folder) {
    return new ModelUri("local", folder, Map.of());
  }

  /** The same model with one more option. */
  public ModelUri with(String key, String value) {
    Map<String, String> more = new LinkedHashMap<>(options);
    more.put(key, value);
    return new ModelUri(scheme, name, more);
  }

  @Override
  public String toString() {
    String query =
        options.entrySet().stream()
            .map(
                option ->
                    option.getKey()
                        + "="
                        + URLEncoder.encode(option.getValue(), StandardCharsets.UTF_8)
                            .replace("%2F", "/")
                            .replace("%3A", ":"))
            .collect(Collectors.joining("&"));
    return scheme + ":" + name + (query.isEmpty() ? "" : "?" + query);
  }
}
