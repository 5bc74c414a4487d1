package dev.hone.providers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.calls.CallReader;
import dev.hone.calls.LoggedCall;
import dev.hone.chat.Completion;
import dev.hone.chat.Usage;
import dev.hone.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * What a response's body says.
 *
 * @param completion the answer, or null where there is none
 * @param usage the tokens it took, or null where it does not say
 * @param problem why there is no answer, or null; quotes nothing of the body
 */
record Reply(@Nullable Completion completion, @Nullable Usage usage, @Nullable String problem) {
  /**
   * Reads a body.
   *
   * @param bought how many answers were given for money until this one came
   */
  static Reply read(ChatApi api, String body, int bought) {
    LoggedCall call = CallReader.answer(api.dialect(), body);
    if (call.completion() == null || call.finishReason() == null) {
      return new Reply(null, call.usage(), String.valueOf(call.incomplete()));
    }
    Usage usage = call.usage() == null ? Usage.of(0, 0) : call.usage();
    Completion completion =
        new Completion(call.completion(), call.finishReason(), usage, logprobs(api, body), bought);
    return new Reply(completion, call.usage(), null);
  }

  private static @Nullable String logprobs(ChatApi api, String text) {
    if (!text.contains("\"logprobs\"")) {
      return null; // not worth parsing it again
    }
    JsonNode json = Json.read(text);
    JsonNode found = json == null ? null : api.logprobs(json);
    return found == null ? null : Json.write(found);
  }
}
