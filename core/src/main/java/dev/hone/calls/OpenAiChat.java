package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.ChatJson;
import dev.hone.chat.Completion;
import dev.hone.chat.Message;
import dev.hone.chat.Usage;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** OpenAI's chat completions, as OpenAI and every compatible server write them. */
final class OpenAiChat implements BodyDialect {
  static final OpenAiChat INSTANCE = new OpenAiChat();
  private static final Set<String> READ =
      Set.of("messages", "tools", "functions", "response_format");

  private OpenAiChat() {}

  @Override
  public String dialectName() {
    return "openai-chat";
  }

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
    call.servedBy(response.path("model"));
    call.counted(usage(response.path("usage")), response.path("usage"));
    List<JsonNode> choices = new ArrayList<>();
    response.path("choices").forEach(choices::add);
    call.choices = choices.size();
    choices.sort(Comparator.comparingInt(choice -> choice.path("index").asInt()));
    List<Message> answers = new ArrayList<>();
    for (JsonNode choice : choices) {
      if (choice.path("message") instanceof ObjectNode message) {
        if (!message.path("role").asText().equals(Message.ASSISTANT)) {
          message.put("role", Message.ASSISTANT); // some servers leave it out
        }
        answers.add(ChatJson.message(message));
      } else if (answers.isEmpty()) {
        return;
      }
    }
    if (answers.isEmpty()) {
      return;
    }
    call.completion = answers.get(0);
    call.alternatives = answers.subList(1, answers.size());
    call.finishReason =
        finishReason(
            choices.get(0).path("finish_reason").asText(""), call.completion.toolCalls().isEmpty());
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
