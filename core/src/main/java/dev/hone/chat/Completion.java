package dev.hone.chat;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * What a model answered.
 *
 * @param message the assistant's message
 * @param finishReason {@code stop}, {@code length}, {@code tool_calls} or {@code content_filter}
 * @param usage tokens read and written
 * @param logprobsJson OpenAI's {@code logprobs} object where they were asked for and given, or null
 * @param bought how many answers a provider gave for money until this one arrived whole: 1, or more
 *     where others broke on the way
 */
public record Completion(
    Message message, String finishReason, Usage usage, @Nullable String logprobsJson, int bought) {
  public static final String STOP = "stop";
  public static final String LENGTH = "length";
  public static final String TOOL_CALLS = "tool_calls";
  public static final String CONTENT_FILTER = "content_filter";

  public Completion {
    requireNonNull(message, "message");
    requireNonNull(finishReason, "finishReason");
    requireNonNull(usage, "usage");
  }

  public Completion(Message message, String finishReason, Usage usage) {
    this(message, finishReason, usage, null, 1);
  }
}
