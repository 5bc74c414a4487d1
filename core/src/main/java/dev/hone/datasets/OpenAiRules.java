package dev.hone.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What OpenAI's fine-tuning asks of messages and tools. */
final class OpenAiRules {
  private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

  private OpenAiRules() {}

  /** Checks a conversation whose calls have ids where they can have. */
  static void checkMessages(List<Message> messages, List<String> problems) {
    Set<String> open = new LinkedHashSet<>();
    for (int i = 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      String where = "message " + (i + 1) + " (" + message.role() + ")";
      if (message.role().equals(Message.TOOL)) {
        String id = message.toolCallId();
        if (id == null || id.isEmpty()) {
          problems.add(where + " has no tool_call_id");
        } else if (!open.remove(id)) {
          problems.add(where + " answers no call of the assistant's message before it");
        }
      } else if (!open.isEmpty()) {
        problems.add(where + " comes before the tools' results it must wait for");
        open.clear();
      }
      checkMessage(message, where, problems);
      message.toolCalls().forEach(call -> open.add(call.id()));
    }
  }

  static void checkMessage(Message message, String where, List<String> problems) {
    try {
      Conversations.requireSound(message, where);
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
      return;
    }
    checkParts(message, where, problems);
    if (!message.role().equals(Message.ASSISTANT) && !message.toolCalls().isEmpty()) {
      problems.add(where + " calls tools; only the assistant can");
    }
    for (ToolCall call : message.toolCalls()) {
      if (call.id().isEmpty()) {
        problems.add(where + " calls '" + call.name() + "' without an id");
      }
      if (!NAME.matcher(call.name()).matches()) {
        problems.add(
            where + " calls a tool whose name is not 1 to 64 letters, digits, '_' and '-'");
      }
    }
    Conversations.checkArguments(message, where, problems);
  }

  /** Parts may hold text, and a user's may hold images. */
  private static void checkParts(Message message, String where, List<String> problems) {
    JsonNode parts = Json.read(message.partsJson());
    if (parts == null) {
      return;
    }
    for (JsonNode part : parts) {
      String type = part.path("type").asText("text");
      boolean text = type.equals("text") || part.isTextual();
      boolean image = type.equals("image_url") && message.role().equals(Message.USER);
      if (!text && !image) {
        problems.add(where + " has a content part of type '" + type + "'");
      }
    }
  }

  static void checkTools(@Nullable String toolsJson, List<String> problems) {
    JsonNode tools = Json.read(toolsJson);
    if (tools == null) {
      if (toolsJson != null) {
        problems.add("the tools are no JSON");
      }
      return;
    }
    List<String> names = new ArrayList<>();
    for (JsonNode tool : tools) {
      JsonNode function = tool.path("function");
      String name = function.path("name").asText("");
      String where = "tool " + (names.size() + 1);
      if (!tool.path("type").asText("").equals("function") || !function.isObject()) {
        problems.add(where + " is not of type function");
      } else if (!NAME.matcher(name).matches()) {
        problems.add(where + " has a name that is not 1 to 64 letters, digits, '_' and '-'");
      } else if (names.contains(name)) {
        problems.add(where + " has the name of another, '" + name + "'");
      }
      JsonNode parameters = function.path("parameters");
      if (!Conversations.absent(parameters) && !parameters.isObject()) {
        problems.add(where + " has parameters that are no JSON schema");
      }
      names.add(name);
    }
  }
}
