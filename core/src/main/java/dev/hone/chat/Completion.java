package dev.hone.chat;

import static java.util.Objects.requireNonNull;

/**
 * What a model answered.
 *
 * @param message the assistant's message
 * @param finishReason {@code stop}, {@code length}, {@code tool_calls} or {@code content_filter}
 * @param usage tokens read and written
 */
public record Completion(Message message, String finishReason, Usage usage) {
  public static final String STOP = "stop";
  public static final String LENGTH = "length";
  public static final String TOOL_CALLS = "tool_calls";
  public static final String CONTENT_FILTER = "content_filter";

  public Completion {
    requireNonNull(message, "message");
    requireNonNull(finishReason, "finishReason");
    requireNonNull(usage, "usage");
  }
}
