package dev.hone.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What LLaMA-Factory's {@code dataset_info.json} says of one data set.
 *
 * @param fileName the training file, beside the {@code dataset_info.json}
 * @param formatting {@code alpaca} or {@code sharegpt}
 * @param ranking whether rows compare two answers
 * @param columns which of the file's columns holds what; those not named have their usual names
 * @param tags how turns name speakers and text; those not named have their usual names
 */
public record DatasetInfo(
    String fileName,
    String formatting,
    boolean ranking,
    Map<String, String> columns,
    Map<String, String> tags)
    implements Serializable {
  public static final String FILE = "dataset_info.json";
  static final String ALPACA = "alpaca";
  static final String SHAREGPT = "sharegpt";

  public DatasetInfo {
    if (!Set.of(ALPACA, SHAREGPT).contains(formatting)) {
      throw new IllegalArgumentException(
          "Invalid formatting in " + FILE + ": '" + formatting + "'. Use alpaca or sharegpt.");
    }
    columns = Map.copyOf(columns);
    tags = Map.copyOf(tags);
  }

  /** The usual names. */
  static DatasetInfo usual(String formatting) {
    return new DatasetInfo("", formatting, false, Map.of(), Map.of());
  }

  /**
   * The data sets that have a local file, by name.
   *
   * @throws IllegalArgumentException if the text is no such JSON
   */
  public static Map<String, DatasetInfo> parse(String text) {
    JsonNode json = Json.parse(text);
    if (!json.isObject()) {
      throw new IllegalArgumentException(FILE + " is not a JSON object.");
    }
    Map<String, DatasetInfo> infos = new LinkedHashMap<>();
    json.fields()
        .forEachRemaining(
            field -> {
              JsonNode info = field.getValue();
              if (info.path("file_name").isTextual()) {
                infos.put(
                    field.getKey(),
                    new DatasetInfo(
                        info.path("file_name").textValue(),
                        info.path("formatting").asText(ALPACA),
                        info.path("ranking").asBoolean(false),
                        texts(info.path("columns")),
                        texts(info.path("tags"))));
              }
            });
    return infos;
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object
        .fields()
        .forEachRemaining(
            field -> {
              if (field.getValue().isTextual()) {
                texts.put(field.getKey(), field.getValue().textValue());
              }
            });
    return texts;
  }

  String column(String role, String usual) {
    return columns.getOrDefault(role, usual);
  }

  String tag(String role, String usual) {
    return tags.getOrDefault(role, usual);
  }

  ObjectNode toJson() {
    ObjectNode json = Json.object().put("file_name", fileName).put("formatting", formatting);
    if (ranking) {
      json.put("ranking", true);
    }
    ObjectNode named = json.putObject("columns");
    columns.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(column -> named.put(column.getKey(), column.getValue()));
    return json;
  }
}
