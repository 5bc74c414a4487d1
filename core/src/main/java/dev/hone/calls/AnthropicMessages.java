package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Completion;
import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.chat.Usage;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Anthropic's messages, brought into OpenAI's shape. */
final class AnthropicMessages implements BodyDialect {
  static final AnthropicMessages INSTANCE = new AnthropicMessages();
  private static final Set<String> READ = Set.of("messages", "system", "tools");

  private AnthropicMessages() {}

  @Override
  public String dialectName() {
    return "anthropic-messages";
  }

  @Override
  public void readRequest(JsonNode request, CallDraft call) {
    call.readCommon(request, READ);
    List<Message> messages = new ArrayList<>();
    String system = systemText(request.path("system"));
    if (system != null) {
      messages.add(Message.system(system));
    }
    JsonNode turns = request.path("messages");
    if (!turns.isArray() || turns.isEmpty()) {
      throw new IllegalArgumentException("'messages' is not a non-empty array.");
    }
    for (JsonNode turn : turns) {
      addTurn(turn, messages);
    }
    call.messages = messages;
    call.toolsJson = tools(request.path("tools"));
  }

  private static @Nullable String systemText(JsonNode system) {
    if (system.isTextual()) {
      return system.textValue();
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode block : system) {
      texts.add(block.path("text").asText());
    }
    return texts.isEmpty() ? null : String.join("\n\n", texts);
  }

  private static void addTurn(JsonNode turn, List<Message> messages) {
    if (!turn.path("role").isTextual()) {
      throw new IllegalArgumentException("A message has no role.");
    }
    String role = turn.path("role").textValue();
    JsonNode content = turn.path("content");
    if (content.isTextual()) {
      messages.add(Message.of(role, content.textValue()));
      return;
    }
    if (!content.isArray()) {
      throw new IllegalArgumentException("A message's content is neither text nor blocks.");
    }
    ArrayNode rest = Json.array();
    for (JsonNode block : content) {
      if (block.path("type").asText().equals("tool_result")) {
        messages.add(toolResult(block)); // before what the user says in the same turn
      } else {
        rest.add(block);
      }
    }
    if (!rest.isEmpty() || content.isEmpty()) {
      messages.add(message(role, rest));
    }
  }

  private static Message toolResult(JsonNode block) {
    JsonNode content = block.path("content");
    Message said =
        content.isArray()
            ? message(Message.TOOL, content)
            : Message.of(Message.TOOL, content.asText(""));
    return new Message(
        Message.TOOL,
        said.text(),
        said.partsJson(),
        null,
        List.of(),
        block.path("tool_use_id").asText(null),
        null,
        null);
  }

  /**
   * A message of blocks: text, tool calls and thinking; anything else keeps the blocks as parts.
   */
  private static Message message(String role, JsonNode blocks) {
    StringBuilder text = new StringBuilder();
    StringBuilder thinking = new StringBuilder();
    List<ToolCall> calls = new ArrayList<>();
    boolean hasText = false;
    boolean more = false;
    for (JsonNode block : blocks) {
      switch (block.path("type").asText("text")) {
        case "text" -> {
          text.append(block.path("text").asText());
          hasText = true;
        }
        case "thinking" -> thinking.append(block.path("thinking").asText());
        case "redacted_thinking" -> {}
        case "tool_use" -> calls.add(toolCall(block));
        default -> more = true;
      }
    }
    return new Message(
        role,
        hasText ? text.toString() : null,
        more ? Json.write(blocks) : null,
        null,
        calls,
        null,
        null,
        thinking.isEmpty() ? null : thinking.toString());
  }

  private static ToolCall toolCall(JsonNode block) {
    JsonNode input = block.path("input");
    return new ToolCall(
        block.path("id").asText(""),
        block.path("name").asText(""),
        input.isTextual() ? input.textValue() : input.isMissingNode() ? "{}" : Json.write(input));
  }

  /** Own tools in OpenAI's shape; the provider's built-in ones stay as they are. */
  private static @Nullable String tools(JsonNode tools) {
    ArrayNode converted = Json.array();
    for (JsonNode tool : tools) {
      if (!tool.has("input_schema")) {
        converted.add(tool);
        continue;
      }
      ObjectNode function = converted.addObject().put("type", "function").putObject("function");
      function.set("name", tool.path("name"));
      if (tool.hasNonNull("description")) {
        function.set("description", tool.get("description"));
      }
      function.set("parameters", tool.path("input_schema"));
    }
    return converted.isEmpty() ? null : Json.write(converted);
  }

  @Override
  public void readResponse(JsonNode response, CallDraft call) {
    call.servedBy(response.path("model"));
    call.counted(usage(response.path("usage")), response.path("usage"));
    JsonNode content = response.path("content");
    if (!content.isArray()) {
      return;
    }
    call.choices = 1;
    call.completion = message(Message.ASSISTANT, content);
    String reason = response.path("stop_reason").asText("");
    call.finishReason = finishReason(reason, call.completion.toolCalls().isEmpty());
    if (reason.equals("pause_turn")) {
      call.incomplete = "answer was paused in mid-turn";
    }
  }

  private static String finishReason(String reason, boolean noToolCalls) {
    return switch (reason) {
      case "", "null", "end_turn", "stop_sequence", "pause_turn" ->
          noToolCalls ? Completion.STOP : Completion.TOOL_CALLS;
      case "max_tokens", "model_context_window_exceeded" -> Completion.LENGTH;
      case "tool_use" -> Completion.TOOL_CALLS;
      case "refusal" -> Completion.CONTENT_FILTER;
      default -> reason;
    };
  }

  /** Anthropic counts cached tokens beside the input; Hone counts them in it. */
  private static @Nullable Usage usage(JsonNode usage) {
    if (!usage.path("input_tokens").isNumber() && !usage.path("output_tokens").isNumber()) {
      return null;
    }
    long cached = usage.path("cache_read_input_tokens").asLong();
    long written = usage.path("cache_creation_input_tokens").asLong();
    JsonNode out = usage.path("output_tokens_details");
    return new Usage(
        usage.path("input_tokens").asLong() + cached + written,
        usage.path("output_tokens").asLong(),
        cached,
        written,
        out.path("thinking_tokens").asLong(out.path("reasoning_tokens").asLong()));
  }

  @Override
  public Assembled assemble(List<JsonNode> events) {
    return AnthropicEvents.assemble(events);
  }
}
