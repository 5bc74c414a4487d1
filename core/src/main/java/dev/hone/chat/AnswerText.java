package dev.hone.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;

/** An assistant's message as one text, for tables and comparisons. */
public final class AnswerText {
  private AnswerText() {}

  /**
   * The text; of a message that calls tools, JSON with the calls in order (their ids left out, for
   * no two models give the same) and the text, if any; of a refusal, its text.
   */
  public static String of(Message message) {
    if (message.toolCalls().isEmpty()) {
      return message.content() == null && message.refusal() != null
          ? message.refusal()
          : message.text();
    }
    ObjectNode json = Json.object();
    if (!message.text().isEmpty()) {
      json.put("content", message.text());
    }
    for (ToolCall call : message.toolCalls()) {
      JsonNode arguments = Json.read(call.arguments());
      ObjectNode written = json.withArray("tool_calls").addObject().put("name", call.name());
      if (arguments == null) {
        written.put("arguments", call.arguments()); // no JSON: as the model wrote it
      } else {
        written.set("arguments", arguments);
      }
    }
    return Json.write(json);
  }

  /**
   * The assistant's message that such a text stands for: calls of tools where it is what {@link
   * #of} writes for those, or else the text. A refusal comes back as text.
   */
  public static Message read(String text) {
    JsonNode json = text.startsWith("{") ? Json.read(text) : null;
    JsonNode calls = json == null ? null : json.path("tool_calls");
    if (json == null || calls == null || !calls.isArray() || calls.isEmpty()) {
      return Message.assistant(text);
    }
    List<ToolCall> called = new ArrayList<>();
    for (JsonNode call : calls) {
      JsonNode arguments = call.path("arguments");
      if (!call.path("name").isTextual() || arguments.isMissingNode()) {
        return Message.assistant(text);
      }
      called.add(
          new ToolCall(
              "call_" + called.size(),
              call.path("name").textValue(),
              arguments.isTextual() ? arguments.textValue() : Json.write(arguments)));
    }
    return Message.calling(called).withContent(json.path("content").textValue());
  }
}
