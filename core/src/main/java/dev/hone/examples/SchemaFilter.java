package dev.hone.examples;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * Whether an answer keeps what the request asked of its form: {@code response_format} for a text,
 * the tools' parameters for calls of tools. What cannot be checked passes.
 */
public final class SchemaFilter {
  static final String NOT_JSON = "answer is not the JSON asked for";
  static final String BREAKS_SCHEMA = "answer breaks its JSON schema";
  static final String UNKNOWN_TOOL = "answer calls a tool that is not on offer";
  static final String ARGUMENTS_NOT_JSON = "tool arguments are not JSON";
  static final String BREAKS_PARAMETERS = "tool arguments break the tool's schema";

  private SchemaFilter() {}

  /** Why the answer does not pass, or null where it does. */
  static @Nullable String dropReason(Example example, Message answer) {
    return problem(example.toolsJson(), example.responseFormatJson(), answer);
  }

  /**
   * Why the answer does not keep the form its request asked for, or null where it does.
   *
   * @param toolsJson the tools on offer in OpenAI's shape, or null
   * @param responseFormatJson OpenAI's {@code response_format}, or null
   */
  public static @Nullable String problem(
      @Nullable String toolsJson, @Nullable String responseFormatJson, Message answer) {
    return answer.toolCalls().isEmpty()
        ? ofText(responseFormatJson, answer)
        : ofCalls(toolsJson, answer);
  }

  private static @Nullable String ofText(@Nullable String formatJson, Message answer) {
    JsonNode format = Json.read(formatJson);
    if (format == null || answer.refusal() != null) {
      return null;
    }
    String type = format.path("type").asText();
    if (!type.equals("json_object") && !type.equals("json_schema")) {
      return null;
    }
    JsonNode value = Json.read(answer.text());
    if (value == null || (type.equals("json_object") && !value.isObject())) {
      return NOT_JSON;
    }
    // Chat completions nest the schema, the Responses API does not.
    JsonNode nested = format.path("json_schema").path("schema");
    JsonNode schema = nested.isMissingNode() ? format.path("schema") : nested;
    return JsonSchemas.check(schema, value) == JsonSchemas.Verdict.INVALID ? BREAKS_SCHEMA : null;
  }

  private static @Nullable String ofCalls(@Nullable String toolsJson, Message answer) {
    JsonNode tools = Json.read(toolsJson);
    if (tools == null || !tools.isArray()) {
      return null;
    }
    for (ToolCall call : answer.toolCalls()) {
      JsonNode tool = tool(tools, call.name());
      if (tool == null) {
        return UNKNOWN_TOOL;
      }
      JsonNode function = tool.path("function");
      if (!function.isObject()) {
        continue; // a custom tool takes any text
      }
      JsonNode arguments = Json.read(call.arguments());
      if (arguments == null) {
        return ARGUMENTS_NOT_JSON;
      }
      if (JsonSchemas.check(function.path("parameters"), arguments)
          == JsonSchemas.Verdict.INVALID) {
        return BREAKS_PARAMETERS;
      }
    }
    return null;
  }

  private static @Nullable JsonNode tool(JsonNode tools, String name) {
    for (JsonNode tool : tools) {
      JsonNode named = tool.has("function") ? tool.path("function") : tool.path("custom");
      // A provider's own tools stand in the list without either.
      if (named
          .path("name")
          .asText(tool.path("name").asText(tool.path("type").asText()))
          .equals(name)) {
        return tool;
      }
    }
    return null;
  }
}
