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
 * @param moreJson further fields of OpenAI's request as a JSON object, such as {@code tool_choice},
 *     {@code logprobs}, {@code top_logprobs} and {@code reasoning_effort}, or null. A model that
 *     knows no such field leaves it alone
 * @param sample tells equal requests apart where several answers to one are wanted: 0, 1, 2, ... A
 *     ledger buys one answer for each; no model sees it
 */
public record ChatRequest(
    List<Message> messages,
    @Nullable String toolsJson,
    @Nullable String responseFormatJson,
    Sampling sampling,
    @Nullable String moreJson,
    int sample) {

  public ChatRequest {
    messages = List.copyOf(messages);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("A request needs at least one message; it has none.");
    }
    requireNonNull(sampling, "sampling");
    if (sample < 0) {
      throw new IllegalArgumentException("Invalid sample: " + sample + ". Use 0 or more.");
    }
  }

  public ChatRequest(
      List<Message> messages,
      @Nullable String toolsJson,
      @Nullable String responseFormatJson,
      Sampling sampling) {
    this(messages, toolsJson, responseFormatJson, sampling, null, 0);
  }

  public static ChatRequest of(List<Message> messages, Sampling sampling) {
    return new ChatRequest(messages, null, null, sampling);
  }

  public ChatRequest withMessages(List<Message> newMessages) {
    return new ChatRequest(newMessages, toolsJson, responseFormatJson, sampling, moreJson, sample);
  }

  public ChatRequest withSampling(Sampling newSampling) {
    return new ChatRequest(messages, toolsJson, responseFormatJson, newSampling, moreJson, sample);
  }

  public ChatRequest withMore(@Nullable String newMoreJson) {
    return new ChatRequest(messages, toolsJson, responseFormatJson, sampling, newMoreJson, sample);
  }

  /** The same request once more: another answer to it. */
  public ChatRequest withSample(int newSample) {
    return new ChatRequest(messages, toolsJson, responseFormatJson, sampling, moreJson, newSample);
  }
}
