package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.ChatJson;
import dev.hone.chat.Completion;
import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.chat.Usage;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** OpenAI's responses, brought into the shape of chat completions. */
final class OpenAiResponses implements BodyDialect {
  static final OpenAiResponses INSTANCE = new OpenAiResponses();
  private static final Set<String> READ = Set.of("input", "instructions", "tools", "text");

  private OpenAiResponses() {}

  @Override
  public String dialectName() {
    return "openai-responses";
  }

  @Override
  public void readRequest(JsonNode request, CallDraft call) {
    call.readCommon(request, READ);
    List<Message> messages = new ArrayList<>();
    if (!request.path("instructions").asText("").isEmpty()) {
      messages.add(Message.system(request.path("instructions").asText()));
    }
    JsonNode input = request.path("input");
    if (input.isTextual()) {
      messages.add(Message.user(input.textValue()));
    } else {
      ItemReader items = new ItemReader();
      input.forEach(items::add);
      messages.addAll(items.messages());
    }
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("'input' holds no message.");
    }
    call.messages = messages;
    call.toolsJson = tools(request.path("tools"));
    JsonNode format = request.path("text").path("format");
    call.responseFormatJson = responseFormat(format);
    if (request.hasNonNull("previous_response_id") || request.hasNonNull("conversation")) {
      call.incomplete = "earlier turns are not in the log";
    }
  }

  /** Flat function tools become nested ones; the provider's built-in ones stay as they are. */
  private static @Nullable String tools(JsonNode tools) {
    ArrayNode converted = Json.array();
    for (JsonNode tool : tools) {
      if (tool.path("type").asText().equals("function") && tool instanceof ObjectNode flat) {
        ObjectNode function = flat.deepCopy();
        function.remove("type");
        converted.addObject().put("type", "function").set("function", function);
      } else {
        converted.add(tool);
      }
    }
    return converted.isEmpty() ? null : Json.write(converted);
  }

  private static @Nullable String responseFormat(JsonNode format) {
    if (!(format instanceof ObjectNode flat) || format.path("type").asText().equals("text")) {
      return null;
    }
    if (!format.path("type").asText().equals("json_schema")) {
      return Json.write(format);
    }
    ObjectNode schema = flat.deepCopy();
    schema.remove("type");
    ObjectNode nested = Json.object().put("type", "json_schema");
    nested.set("json_schema", schema);
    return Json.write(nested);
  }

  @Override
  public void readResponse(JsonNode response, CallDraft call) {
    call.servedBy(response.path("model"));
    call.counted(usage(response.path("usage")), response.path("usage"));
    JsonNode output = response.path("output");
    if (!output.isArray() || output.isEmpty()) {
      String status = response.path("status").asText("");
      if (status.equals("queued") || status.equals("in_progress")) {
        call.incomplete = "answer was still to come";
      }
      return;
    }
    ItemReader items = new ItemReader();
    output.forEach(items::add);
    List<Message> answers = items.messages();
    if (answers.isEmpty()) {
      return;
    }
    if (answers.size() > 1) {
      call.incomplete = "answer is more than one message";
    }
    call.choices = 1;
    call.completion = answers.get(answers.size() - 1);
    call.finishReason = finishReason(response, call.completion);
  }

  private static String finishReason(JsonNode response, Message answer) {
    return switch (response.path("status").asText("completed")) {
      case "completed" -> answer.toolCalls().isEmpty() ? Completion.STOP : Completion.TOOL_CALLS;
      case "incomplete" ->
          response.path("incomplete_details").path("reason").asText().equals("content_filter")
              ? Completion.CONTENT_FILTER
              : Completion.LENGTH;
      default -> "error";
    };
  }

  private static @Nullable Usage usage(JsonNode usage) {
    if (!usage.path("input_tokens").isNumber() && !usage.path("output_tokens").isNumber()) {
      return null;
    }
    JsonNode in = usage.path("input_tokens_details");
    return new Usage(
        usage.path("input_tokens").asLong(),
        usage.path("output_tokens").asLong(),
        in.path("cached_tokens").asLong(),
        in.path("cache_write_tokens").asLong(),
        usage.path("output_tokens_details").path("reasoning_tokens").asLong());
  }

  /**
   * The last event of a stream carries the whole response; of one that broke off, the items that
   * were done are what arrived.
   */
  @Override
  public Assembled assemble(List<JsonNode> events) {
    JsonNode latest = Json.object();
    ArrayNode done = Json.array();
    boolean ended = false;
    for (JsonNode event : events) {
      if (event.path("response").isObject()) {
        latest = event.path("response");
      }
      switch (event.path("type").asText()) {
        case "response.output_item.done" -> done.add(event.path("item"));
        case "response.completed", "response.incomplete", "response.failed" -> ended = true;
        default -> {}
      }
    }
    if (latest instanceof ObjectNode response && response.path("output").isEmpty()) {
      response.set("output", done);
    }
    return new Assembled(latest, ended);
  }

  /** Turns items into messages: what the assistant says in a row is one message. */
  private static final class ItemReader {
    private final List<Message> messages = new ArrayList<>();
    private @Nullable Draft assistant;

    private static final class Draft {
      final StringBuilder text = new StringBuilder();
      final StringBuilder reasoning = new StringBuilder();
      final List<ToolCall> calls = new ArrayList<>();
      final ArrayNode others = Json.array();
      boolean hasText;
      @Nullable String refusal;
    }

    void add(JsonNode item) {
      switch (item.path("type").asText("message")) {
        case "message" -> addMessage(item);
        case "function_call" ->
            draft()
                .calls
                .add(
                    new ToolCall(
                        item.path("call_id").asText(""),
                        item.path("name").asText(""),
                        item.path("arguments").asText("{}")));
        case "custom_tool_call" ->
            draft()
                .calls
                .add(
                    new ToolCall(
                        item.path("call_id").asText(""),
                        item.path("name").asText(""),
                        item.path("input").asText("")));
        case "function_call_output", "custom_tool_call_output" -> addOutput(item);
        case "reasoning" -> {
          for (JsonNode summary : item.path("summary")) {
            draft().reasoning.append(summary.path("text").asText());
          }
        }
        default -> draft().others.add(item);
      }
    }

    private void addMessage(JsonNode item) {
      ObjectNode message = Json.object();
      message.set("role", item.path("role").isTextual() ? item.path("role") : null);
      JsonNode content = item.path("content");
      if (item.path("role").asText().equals(Message.ASSISTANT)) {
        addAssistant(content);
        return;
      }
      flush();
      message.set("content", content.isArray() ? plainParts(content) : content);
      messages.add(ChatJson.message(message));
    }

    private void addAssistant(JsonNode content) {
      Draft draft = draft();
      if (content.isTextual()) {
        draft.text.append(content.textValue());
        draft.hasText = true;
      }
      for (JsonNode part : content) {
        if (part.path("text").isTextual()) {
          draft.text.append(part.path("text").textValue());
          draft.hasText = true;
        } else if (part.path("refusal").isTextual()) {
          draft.refusal = part.path("refusal").textValue();
        } else {
          draft.others.add(part);
        }
      }
    }

    private void addOutput(JsonNode item) {
      flush();
      ObjectNode message = Json.object().put("role", Message.TOOL);
      JsonNode output = item.path("output");
      message.set("content", output.isArray() ? plainParts(output) : output);
      message.set("tool_call_id", item.path("call_id"));
      messages.add(ChatJson.message(message));
    }

    /** {@code input_text} and {@code output_text} are text parts by other names. */
    private static ArrayNode plainParts(JsonNode parts) {
      ArrayNode plain = Json.array();
      for (JsonNode part : parts) {
        String type = part.path("type").asText();
        if (part instanceof ObjectNode object
            && (type.equals("input_text") || type.equals("output_text"))) {
          plain.add(object.deepCopy().put("type", "text"));
        } else {
          plain.add(part);
        }
      }
      return plain;
    }

    private Draft draft() {
      if (assistant == null) {
        assistant = new Draft();
      }
      return assistant;
    }

    private void flush() {
      Draft draft = assistant;
      assistant = null;
      if (draft == null) {
        return;
      }
      boolean says =
          draft.hasText
              || draft.refusal != null
              || !draft.calls.isEmpty()
              || !draft.others.isEmpty();
      if (says) {
        messages.add(
            new Message(
                Message.ASSISTANT,
                draft.hasText ? draft.text.toString() : null,
                draft.others.isEmpty() ? null : Json.write(draft.others),
                null,
                draft.calls,
                null,
                draft.refusal,
                draft.reasoning.isEmpty() ? null : draft.reasoning.toString()));
      }
    }

    List<Message> messages() {
      flush();
      return messages;
    }
  }
}
