package dev.hone.labels;

import static java.util.Objects.requireNonNull;

import dev.hone.chat.Message;
import dev.hone.verdicts.Case;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversation and the answer that was logged for it: what relabelling starts from.
 *
 * @param exampleId the example it belongs to
 * @param messages the conversation, oldest first, without the answer
 * @param toolsJson the tools on offer in OpenAI's shape, or null
 * @param responseFormatJson OpenAI's {@code response_format}, or null
 * @param answer the assistant's message as logged
 */
public record OriginalAnswer(
    String exampleId,
    List<Message> messages,
    @Nullable String toolsJson,
    @Nullable String responseFormatJson,
    Message answer) {
  public OriginalAnswer {
    requireNonNull(exampleId, "exampleId");
    messages = List.copyOf(messages);
    if (messages.isEmpty()) {
      throw new IllegalArgumentException("Example " + exampleId + " has no conversation.");
    }
    requireNonNull(answer, "answer");
  }

  /** What a judge is shown of another answer to the same conversation. */
  Case with(Message other) {
    return Case.of(messages, other).withForm(toolsJson, responseFormatJson);
  }

  /** What a judge is shown of this answer, first, and another. */
  Case against(Message other) {
    return Case.pair(messages, answer, other).withForm(toolsJson, responseFormatJson);
  }
}
