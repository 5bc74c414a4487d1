package dev.hone.cli.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.hone.HoneException;

/** {@link Report} as {@code report.json} and back. */
public final class ReportJson {
  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private ReportJson() {}

  public static String write(Report report) {
    try {
      return MAPPER.writeValueAsString(report) + "\n";
    } catch (JsonProcessingException e) {
      throw new HoneException("Cannot write the report as JSON: " + e.getMessage(), e);
    }
  }

  /** A part of a report as a node, under the same names. */
  public static JsonNode tree(Object part) {
    return MAPPER.valueToTree(part);
  }

  /**
   * A part again.
   *
   * @throws HoneException if the node is no such part
   */
  public static <T> T part(JsonNode node, Class<T> type) {
    try {
      return MAPPER.treeToValue(node, type);
    } catch (JsonProcessingException e) {
      throw new HoneException("Cannot read a part of the report: " + e.getOriginalMessage(), e);
    }
  }

  public static Report read(String json) {
    try {
      return MAPPER.readValue(json, Report.class);
    } catch (JsonProcessingException e) {
      throw new HoneException("Cannot read the report: " + e.getOriginalMessage(), e);
    }
  }
}
