package dev.hone.chat;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One request to a chat model.
 *
 * @param messages the conversation so far, oldest first; never empty
 * @param toolsJson the tools on offer as OpenAI's JSON array, or null
 * @param responseFormatJson OpenAI's {@code response_format} object, or null
 * @param sampling how the answer is drawn
 */
public record ChatRequest(
    List<Message> messages,
    @Nullable String toolsJson,
    @Nullable String responseFormatJson,
    Sampling sampling) {

  public ChatRequest {
    messages = List.copyOf(messages);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("A request needs at least one message; it has none.");
    }
    requireNonNull(sampling, "sampling");
  }

  public static ChatRequest of(List<Message> messages, Sampling sampling) {
    return new ChatRequest(messages, null, null, sampling);
  }

  public ChatRequest withMessages(List<Message> newMessages) {
    return new ChatRequest(newMessages, toolsJson, responseFormatJson, sampling);
  }

  public ChatRequest withSampling(Sampling newSampling) {
    return new ChatRequest(messages, toolsJson, responseFormatJson, newSampling);
  }
}
