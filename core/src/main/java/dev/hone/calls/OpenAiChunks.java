package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Merges the chunks of a streamed chat completion. */
final class OpenAiChunks {
  private static final List<String> TEXTS =
      List.of("content", "refusal", "reasoning_content", "reasoning");

  private OpenAiChunks() {}

  static BodyDialect.Assembled assemble(List<JsonNode> chunks) {
    Map<Integer, Choice> choices = new TreeMap<>();
    ObjectNode response = Json.object();
    for (JsonNode chunk : chunks) {
      for (String field : List.of("id", "model", "usage")) {
        if (chunk.hasNonNull(field)) {
          response.set(field, chunk.get(field));
        }
      }
      for (JsonNode piece : chunk.path("choices")) {
        choices.computeIfAbsent(piece.path("index").asInt(), index -> new Choice()).add(piece);
      }
    }
    ArrayNode merged = response.putArray("choices");
    choices.forEach((index, choice) -> merged.add(choice.toJson(index)));
    boolean ended =
        !choices.isEmpty()
            && choices.values().stream().allMatch(choice -> choice.finishReason != null);
    return new BodyDialect.Assembled(response, ended);
  }

  private static final class Choice {
    private final Map<String, StringBuilder> texts = new TreeMap<>();
    private final ArrayNode parts = Json.array();
    private final List<Call> calls = new ArrayList<>();
    private final Call function = new Call(0);
    private @Nullable String finishReason;

    void add(JsonNode piece) {
      // A chunk may hold a whole message instead of a delta.
      JsonNode delta = piece.has("delta") ? piece.path("delta") : piece.path("message");
      for (String field : TEXTS) {
        JsonNode text = delta.path(field);
        if (text.isTextual()) {
          texts.computeIfAbsent(field, name -> new StringBuilder()).append(text.textValue());
        } else if (text.isArray()) {
          text.forEach(parts::add);
        }
      }
      delta.path("tool_calls").forEach(this::addCall);
      if (delta.path("function_call").isObject()) {
        function.add(delta.path("function_call"));
      }
      if (!piece.path("finish_reason").asText("").isEmpty()
          && !piece.path("finish_reason").isNull()) {
        finishReason = piece.path("finish_reason").asText();
      }
    }

    /** Calls are told apart by index; a server without one starts a new call with a new id. */
    private void addCall(JsonNode piece) {
      String id = piece.path("id").asText("");
      Call last = calls.isEmpty() ? null : calls.get(calls.size() - 1);
      Call call = null;
      if (piece.path("index").isInt()) {
        int index = piece.path("index").intValue();
        call = calls.stream().filter(known -> known.index == index).findFirst().orElse(null);
        if (call == null) {
          call = new Call(index);
          calls.add(call);
        }
      } else if (last != null && (id.isEmpty() || id.equals(last.id))) {
        call = last;
      } else {
        call = new Call(calls.size());
        calls.add(call);
      }
      if (call.id.isEmpty()) {
        call.id = id;
      }
      call.add(piece.path("function"));
      call.addCustom(piece.path("custom"));
    }

    ObjectNode toJson(int index) {
      ObjectNode choice = Json.object().put("index", index);
      ObjectNode message = choice.putObject("message").put("role", "assistant");
      texts.forEach((field, text) -> message.put(field, text.toString()));
      if (!parts.isEmpty()) {
        StringBuilder text = texts.get("content");
        if (text != null && !text.isEmpty()) {
          parts.addObject().put("type", "text").put("text", text.toString());
        }
        message.set("content", parts);
      }
      if (!calls.isEmpty()) {
        ArrayNode array = message.putArray("tool_calls");
        calls.forEach(call -> array.add(call.toJson()));
      }
      if (!function.name.isEmpty()) {
        message.set("function_call", function.functionJson());
      }
      return choice.put("finish_reason", finishReason);
    }
  }

  private static final class Call {
    private final int index;
    private String id = "";
    private String name = "";
    private boolean custom;
    private final StringBuilder arguments = new StringBuilder();

    Call(int index) {
      this.index = index;
    }

    void add(JsonNode function) {
      if (name.isEmpty()) {
        name = function.path("name").asText("");
      }
      JsonNode piece = function.path("arguments");
      if (piece.isTextual()) {
        arguments.append(piece.textValue());
      } else if (piece.isObject()) {
        arguments.append(Json.write(piece));
      }
    }

    /** A custom tool's input is plain text, where a function's arguments are JSON. */
    void addCustom(JsonNode piece) {
      if (piece.isObject()) {
        custom = true;
        if (name.isEmpty()) {
          name = piece.path("name").asText("");
        }
        arguments.append(piece.path("input").asText(""));
      }
    }

    ObjectNode functionJson() {
      return Json.object().put("name", name).put("arguments", arguments.toString());
    }

    ObjectNode toJson() {
      ObjectNode call = Json.object().put("id", id);
      if (custom) {
        call.put("type", "custom");
        call.putObject("custom").put("name", name).put("input", arguments.toString());
        return call;
      }
      call.put("type", "function");
      call.set("function", functionJson());
      return call;
    }
  }
}
