package dev.hone.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tool calls that a model wrote as text, in the two usual ways: {@code <tool_call>} around a JSON
 * object, or nothing but a JSON object with a name and parameters.
 */
final class ToolCallText {
  private static final Pattern TAGGED =
      Pattern.compile("<tool_call>\\s*(.*?)\\s*</tool_call>", Pattern.DOTALL);

  private ToolCallText() {}

  /** The assistant's message that a text stands for; text that is no call stays text. */
  static Message message(String text) {
    List<ToolCall> calls = new ArrayList<>();
    Matcher tagged = TAGGED.matcher(text);
    StringBuilder rest = new StringBuilder();
    while (tagged.find()) {
      ToolCall call = call(tagged.group(1), calls.size());
      if (call != null) {
        calls.add(call);
        tagged.appendReplacement(rest, "");
      }
    }
    tagged.appendTail(rest);
    if (calls.isEmpty()) {
      ToolCall bare = text.strip().startsWith("{") ? call(text, 0) : null;
      return bare == null ? Message.assistant(text) : Message.calling(List.of(bare));
    }
    String content = rest.toString().strip();
    return Message.calling(calls).withContent(content.isEmpty() ? null : content);
  }

  private static @Nullable ToolCall call(String json, int number) {
    JsonNode node = Json.read(json);
    if (node == null || !node.path("name").isTextual()) {
      return null;
    }
    JsonNode arguments = node.has("arguments") ? node.path("arguments") : node.path("parameters");
    if (!arguments.isObject()) {
      return null;
    }
    return new ToolCall("call_" + number, node.path("name").textValue(), Json.write(arguments));
  }
}
