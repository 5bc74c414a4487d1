package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.ChatJson;
import dev.hone.chat.Completion;
import dev.hone.chat.Message;
import dev.hone.chat.Usage;
import dev.hone.json.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** OpenAI's chat completions, as OpenAI and every compatible server write them. */
final class OpenAiChat implements Dialect {
  private static final Set<String> READ =
      Set.of("messages", "tools", "functions", "response_format");

  @Override
  public void readRequest(JsonNode request, CallDraft call) {
    call.readCommon(request, READ);
    call.messages = ChatJson.messages(request.path("messages"));
    call.toolsJson = ChatJson.tools(request);
    JsonNode format = request.path("response_format");
    call.responseFormatJson = format.isObject() ? Json.write(format) : null;
  }

  @Override
  public void readResponse(JsonNode response, CallDraft call) {
    call.modelServed = response.path("model").asText(null);
    call.usage = usage(response.path("usage"));
    JsonNode choices = response.path("choices");
    call.choices = choices.size();
    JsonNode first = null;
    for (JsonNode choice : choices) {
      if (first == null || choice.path("index").asInt() < first.path("index").asInt()) {
        first = choice;
      }
    }
    if (first == null || !first.path("message").isObject()) {
      return;
    }
    ObjectNode message = first.path("message").deepCopy();
    message.put("role", Message.ASSISTANT); // some servers leave it out
    call.completion = ChatJson.message(message);
    call.finishReason =
        finishReason(first.path("finish_reason").asText(""), call.completion.toolCalls().isEmpty());
  }

  /** In Hone's words; an unknown one stays as it is. */
  static String finishReason(String reason, boolean noToolCalls) {
    return switch (reason) {
      case "", "null", "eos", "end_turn", "COMPLETE" ->
          noToolCalls ? Completion.STOP : Completion.TOOL_CALLS;
      case "function_call" -> Completion.TOOL_CALLS;
      case "max_tokens", "MAX_TOKENS", "model_length" -> Completion.LENGTH;
      default -> reason;
    };
  }

  static @Nullable Usage usage(JsonNode usage) {
    if (!usage.path("prompt_tokens").isNumber() && !usage.path("completion_tokens").isNumber()) {
      return null;
    }
    JsonNode in = usage.path("prompt_tokens_details");
    return new Usage(
        usage.path("prompt_tokens").asLong(),
        usage.path("completion_tokens").asLong(),
        in.path("cached_tokens").asLong(),
        in.path("cache_write_tokens").asLong(),
        usage.path("completion_tokens_details").path("reasoning_tokens").asLong());
  }

  @Override
  public Assembled assemble(List<JsonNode> chunks) {
    return OpenAiChunks.assemble(chunks);
  }
}
