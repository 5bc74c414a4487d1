package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Message;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * OpenAI's older completions: a {@code prompt} that the model goes on with. The prompt is what the
 * user says, what follows it is the answer.
 */
final class OpenAiCompletions implements BodyDialect {
  static final OpenAiCompletions INSTANCE = new OpenAiCompletions();

  /** What {@code incomplete} says where one request asks for the answers to several prompts. */
  static final String SEVERAL = "several prompts in one request";

  private static final Set<String> READ = Set.of("prompt", "echo");

  private OpenAiCompletions() {}

  @Override
  public String dialectName() {
    return "openai-completions";
  }

  @Override
  public void readRequest(JsonNode request, CallDraft call) {
    call.readCommon(request, READ);
    JsonNode prompt = request.path("prompt");
    List<Message> prompts = new ArrayList<>();
    for (JsonNode text : prompt.isTextual() ? Json.array().add(prompt) : prompt) {
      if (!text.isTextual()) {
        throw new IllegalArgumentException("its prompt is no text");
      }
      prompts.add(Message.user(text.textValue()));
    }
    if (prompts.isEmpty()) {
      throw new IllegalArgumentException("it has no prompt");
    }
    call.messages = prompts;
    call.echo = request.path("echo").asBoolean();
    call.incomplete = prompts.size() == 1 ? null : SEVERAL;
  }

  @Override
  public void readResponse(JsonNode response, CallDraft call) {
    call.servedBy(response.path("model"));
    call.counted(OpenAiChat.usage(response.path("usage")), response.path("usage"));
    List<JsonNode> choices = new ArrayList<>();
    response.path("choices").forEach(choices::add);
    call.choices = choices.size();
    choices.sort(Comparator.comparingInt(choice -> choice.path("index").asInt()));
    List<Message> answers = new ArrayList<>();
    for (JsonNode choice : choices) {
      if (!choice.path("text").isTextual()) {
        return;
      }
      answers.add(Message.assistant(said(choice.path("text").textValue(), call)));
    }
    if (answers.isEmpty() || SEVERAL.equals(call.incomplete)) {
      return; // which answer belongs to which prompt is for a person to say
    }
    call.completion = answers.get(0);
    call.alternatives = answers.subList(1, answers.size());
    call.finishReason =
        OpenAiChat.finishReason(choices.get(0).path("finish_reason").asText(""), true);
  }

  /** What the model said; asked to, it says the prompt first. */
  private static String said(String text, CallDraft call) {
    String prompt = call.echo ? call.messages.get(0).text() : "";
    return text.startsWith(prompt) ? text.substring(prompt.length()) : text;
  }

  @Override
  public Assembled assemble(List<JsonNode> chunks) {
    Map<Integer, StringBuilder> texts = new TreeMap<>();
    Map<Integer, String> reasons = new TreeMap<>();
    ObjectNode response = Json.object();
    for (JsonNode chunk : chunks) {
      for (String field : List.of("id", "model", "usage")) {
        if (chunk.hasNonNull(field)) {
          response.set(field, chunk.get(field));
        }
      }
      for (JsonNode choice : chunk.path("choices")) {
        int index = choice.path("index").asInt();
        texts
            .computeIfAbsent(index, first -> new StringBuilder())
            .append(choice.path("text").asText(""));
        if (choice.path("finish_reason").isTextual()) {
          reasons.put(index, choice.path("finish_reason").textValue());
        }
      }
    }
    ArrayNode choices = response.putArray("choices");
    texts.forEach(
        (index, text) ->
            choices
                .addObject()
                .put("index", index)
                .put("text", text.toString())
                .put("finish_reason", reasons.get(index)));
    return new Assembled(response, !texts.isEmpty() && reasons.size() == texts.size());
  }
}
