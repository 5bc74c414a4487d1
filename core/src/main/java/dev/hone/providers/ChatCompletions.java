package dev.hone.providers;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.ChatJson;
import dev.hone.chat.ChatRequest;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * OpenAI's chat completions, by OpenAI, Azure, Databricks and every compatible server.
 *
 * @param path where requests go
 * @param spelling how limits are written
 * @param keyHeader the key's header and what stands before the key
 */
record ChatCompletions(String path, Spelling spelling, Map.Entry<String, String> keyHeader)
    implements ChatApi {
  private static final Pattern REASONING_MODEL = Pattern.compile("(o\\d|gpt-5).*");
  private static final Map.Entry<String, String> BEARER = Map.entry("Authorization", "Bearer ");

  enum Spelling {
    /** OpenAI itself: max_completion_tokens; its reasoning models take no temperature. */
    OPENAI,
    /** Everybody else: max_tokens. */
    COMPATIBLE
  }

  static ChatCompletions openAi() {
    return new ChatCompletions("/chat/completions", Spelling.OPENAI, BEARER);
  }

  static ChatCompletions compatible() {
    return new ChatCompletions("/chat/completions", Spelling.COMPATIBLE, BEARER);
  }

  @Override
  public String dialect() {
    return "openai-chat";
  }

  @Override
  public ObjectNode body(ChatRequest request, String model) {
    ObjectNode body = ChatJson.toJson(request).put("model", model);
    if (spelling == Spelling.OPENAI) {
      body.set("max_completion_tokens", body.remove("max_tokens"));
      if (REASONING_MODEL.matcher(model).matches()) {
        body.remove("temperature");
        body.remove("top_p");
      }
    }
    return body;
  }
}
