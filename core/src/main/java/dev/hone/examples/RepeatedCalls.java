package dev.hone.examples;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.AnswerText;
import dev.hone.chat.ChatJson;
import dev.hone.chat.Message;
import dev.hone.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells calls that asked the same, and answers that say the same. */
public final class RepeatedCalls {
  private RepeatedCalls() {}

  /**
   * The same for requests with the same conversation, system message included, the same tools and
   * the same response format; parameters such as the temperature do not count.
   */
  public static String promptKey(
      List<Message> messages, @Nullable String toolsJson, @Nullable String responseFormatJson) {
    return Json.sha256(
        "prompt",
        Json.write(ChatJson.toJson(messages)),
        toolsJson == null ? null : canonical(toolsJson),
        responseFormatJson == null ? null : canonical(responseFormatJson));
  }

  /** The same for answers that differ in white space at the ends, or in the spelling of JSON. */
  public static String answerKey(Message answer) {
    return Json.sha256("answer", canonical(AnswerText.of(answer).strip()));
  }

  private static String canonical(String text) {
    JsonNode json = Json.read(text);
    if (json == null) {
      return text;
    }
    try {
      return Json.canonical(json);
    } catch (IllegalArgumentException e) { // a number beyond a double
      return text;
    }
  }
}
