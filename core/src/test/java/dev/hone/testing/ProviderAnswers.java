package dev.hone.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.util.function.UnaryOperator;

/**
 * Good replies as the providers write them. A request that offers tools has the first one called,
 * with the answer as its argument {@code text}.
 */
final class ProviderAnswers {
  private static final long CREATED = 1_760_000_000L;

  private ProviderAnswers() {}

  static ObjectNode answer(String path, String body, UnaryOperator<String> answers, int number) {
    JsonNode request = Json.parse(body);
    String text = answers.apply(body);
    String model = request.path("model").asText("served");
    String tool = tool(request.path("tools").path(0));
    if (path.contains("/responses")) {
      return responses(request, model, text, tool, number);
    }
    return path.contains("/messages")
        ? messages(request, model, text, tool, number)
        : chat(request, model, text, tool, number);
  }

  private static String tool(JsonNode tool) {
    return tool.path("function").path("name").asText(tool.path("name").asText(""));
  }

  static String lastText(JsonNode request) {
    JsonNode turns = request.has("input") ? request.path("input") : request.path("messages");
    if (turns.isTextual()) {
      return turns.textValue();
    }
    JsonNode content = turns.path(turns.size() - 1).path("content");
    if (content.isTextual()) {
      return content.textValue();
    }
    StringBuilder text = new StringBuilder();
    content.forEach(part -> text.append(part.path("text").asText("")));
    return text.toString();
  }

  private static long words(JsonNode node) {
    return node.toString().length() / 4 + 1L;
  }

  private static ObjectNode chat(
      JsonNode request, String model, String text, String tool, int number) {
    ObjectNode answer =
        Json.object()
            .put("id", "chatcmpl-" + number)
            .put("object", "chat.completion")
            .put("created", CREATED)
            .put("model", model);
    ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    if (tool.isEmpty()) {
      message.put("content", text);
    } else {
      message.putNull("content");
      message
          .putArray("tool_calls")
          .addObject()
          .put("id", "call_" + number)
          .put("type", "function")
          .putObject("function")
          .put("name", tool)
          .put("arguments", Json.write(Json.object().put("text", text)));
    }
    message.putNull("refusal");
    if (request.path("logprobs").asBoolean()) {
      choice
          .putObject("logprobs")
          .putArray("content")
          .addObject()
          .put("token", text)
          .put("logprob", -0.25)
          .putNull("bytes")
          .putArray("top_logprobs");
    } else {
      choice.putNull("logprobs");
    }
    choice.put("finish_reason", tool.isEmpty() ? "stop" : "tool_calls");
    long in = words(request.path("messages"));
    long out = text.length() / 4 + 1L;
    answer
        .putObject("usage")
        .put("prompt_tokens", in)
        .put("completion_tokens", out)
        .put("total_tokens", in + out);
    return answer;
  }

  private static ObjectNode responses(
      JsonNode request, String model, String text, String tool, int number) {
    ObjectNode answer =
        Json.object()
            .put("id", "resp_" + number)
            .put("object", "response")
            .put("created_at", CREATED)
            .put("status", "completed")
            .put("model", model)
            .put("parallel_tool_calls", true)
            .put("temperature", 0)
            .put("top_p", 1)
            .put("tool_choice", "auto");
    answer.putNull("error");
    answer.putNull("incomplete_details");
    answer.putNull("instructions");
    answer.putObject("metadata");
    answer.putArray("tools");
    ObjectNode item = answer.putArray("output").addObject();
    if (tool.isEmpty()) {
      item.put("type", "message")
          .put("id", "msg_" + number)
          .put("status", "completed")
          .put("role", "assistant")
          .putArray("content")
          .addObject()
          .put("type", "output_text")
          .put("text", text)
          .putArray("annotations");
    } else {
      item.put("type", "function_call")
          .put("id", "fc_" + number)
          .put("call_id", "call_" + number)
          .put("status", "completed")
          .put("name", tool)
          .put("arguments", Json.write(Json.object().put("text", text)));
    }
    long in = words(request.path("input"));
    long out = text.length() / 4 + 1L;
    ObjectNode usage =
        answer
            .putObject("usage")
            .put("input_tokens", in)
            .put("output_tokens", out)
            .put("total_tokens", in + out);
    usage.putObject("input_tokens_details").put("cached_tokens", 0);
    usage.putObject("output_tokens_details").put("reasoning_tokens", 0);
    return answer;
  }

  private static ObjectNode messages(
      JsonNode request, String model, String text, String tool, int number) {
    ObjectNode answer =
        Json.object()
            .put("id", "msg_" + number)
            .put("type", "message")
            .put("role", "assistant")
            .put("model", model);
    ObjectNode block = answer.putArray("content").addObject();
    if (tool.isEmpty()) {
      block.put("type", "text").put("text", text).putNull("citations");
    } else {
      block.put("type", "tool_use").put("id", "toolu_" + number).put("name", tool);
      block.putObject("input").put("text", text);
    }
    answer.put("stop_reason", tool.isEmpty() ? "end_turn" : "tool_use").putNull("stop_sequence");
    answer
        .putObject("usage")
        .put("input_tokens", words(request.path("messages")))
        .put("output_tokens", text.length() / 4 + 1)
        .put("cache_creation_input_tokens", 0)
        .put("cache_read_input_tokens", 0);
    return answer;
  }
}
