package dev.hone.labels;

import dev.hone.chat.Answer;
import dev.hone.chat.Completion;
import dev.hone.chat.Message;
import dev.hone.examples.SchemaFilter;
import org.jspecify.annotations.Nullable;

/**
 * Whether an answer keeps the form its request asked for: checked by rule before a model is paid to
 * read it.
 */
final class AnswerForm {
  static final String VALID = "valid";

  private AnswerForm() {}

  /** Why the message cannot be a label of that conversation, or null where it can. */
  static @Nullable String problem(OriginalAnswer row, Message message) {
    if (message.toolCalls().isEmpty() && message.text().isBlank() && message.refusal() == null) {
      return "empty answer";
    }
    return SchemaFilter.problem(row.toolsJson(), row.responseFormatJson(), message);
  }

  /** As {@link #problem(OriginalAnswer, Message)}, of what a model was asked just now. */
  static @Nullable String problem(OriginalAnswer row, Completion completion) {
    if (completion.finishReason().equals(Completion.LENGTH)) {
      return "answer is cut at the token limit";
    }
    if (completion.finishReason().equals(Completion.CONTENT_FILTER)) {
      return "answer was filtered";
    }
    return problem(row, completion.message());
  }

  /** The label that an answer may become: its message without reasoning; null where it may not. */
  static @Nullable Message usable(OriginalAnswer row, Answer answer) {
    Completion completion = answer.completion();
    return completion == null || problem(row, completion) != null
        ? null
        : withoutReasoning(completion.message());
  }

  /** {@link #VALID} or the problem. */
  static String outcome(OriginalAnswer row, Answer answer) {
    String problem = answer.completion() == null ? null : problem(row, answer.completion());
    return problem == null ? VALID : problem;
  }

  private static Message withoutReasoning(Message message) {
    return new Message(
        Message.ASSISTANT,
        message.content(),
        message.partsJson(),
        message.name(),
        message.toolCalls(),
        null,
        message.refusal(),
        null);
  }
}
