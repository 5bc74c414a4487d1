package dev.hone.examples;

import dev.hone.chat.Message;
import org.jspecify.annotations.Nullable;

/**
 * Which examples a small text model can learn from.
 *
 * @param maxPromptChars the longest conversation kept, in UTF-16 chars of all its messages
 * @param maxAnswerChars the longest answer kept, in UTF-16 chars
 * @param keepToolCalls whether answers that call tools are kept
 * @param keepRefusals whether refusals are kept
 */
public record ExampleFilter(
    int maxPromptChars, int maxAnswerChars, boolean keepToolCalls, boolean keepRefusals) {

  /** About 8,000 tokens of English; longer prompts are rare and cost the most to train on. */
  public static final int DEFAULT_MAX_PROMPT_CHARS = 32_000;

  /** About 2,000 tokens of English. */
  public static final int DEFAULT_MAX_ANSWER_CHARS = 8_000;

  public ExampleFilter {
    if (maxPromptChars < 1 || maxAnswerChars < 1) {
      throw new IllegalArgumentException(
          "Invalid lengths: maxPromptChars "
              + maxPromptChars
              + ", maxAnswerChars "
              + maxAnswerChars
              + ". Use 1 or more.");
    }
  }

  public static ExampleFilter defaults() {
    return new ExampleFilter(DEFAULT_MAX_PROMPT_CHARS, DEFAULT_MAX_ANSWER_CHARS, true, false);
  }

  public ExampleFilter withMaxPromptChars(int chars) {
    return new ExampleFilter(chars, maxAnswerChars, keepToolCalls, keepRefusals);
  }

  public ExampleFilter withMaxAnswerChars(int chars) {
    return new ExampleFilter(maxPromptChars, chars, keepToolCalls, keepRefusals);
  }

  public ExampleFilter withoutToolCalls() {
    return new ExampleFilter(maxPromptChars, maxAnswerChars, false, keepRefusals);
  }

  public ExampleFilter withRefusals() {
    return new ExampleFilter(maxPromptChars, maxAnswerChars, keepToolCalls, true);
  }

  /** The example, dropped where it does not pass; one that is out already is left alone. */
  public Example apply(Example example) {
    String reason = example.kept() ? dropReason(example) : null;
    return reason == null ? example : example.drop(reason);
  }

  /** Why the example does not pass, in words that can be counted, or null where it does. */
  public @Nullable String dropReason(Example example) {
    Message answer = example.answer();
    if (answer == null) {
      return "no answer";
    }
    if (answer.refusal() != null && !keepRefusals) {
      return "answer is a refusal";
    }
    if (!answer.toolCalls().isEmpty() && !keepToolCalls) {
      return "answer calls tools";
    }
    if (answer.text().isBlank() && answer.toolCalls().isEmpty() && answer.refusal() == null) {
      return "answer is empty";
    }
    if (answer.partsJson() != null) {
      return "answer holds more than text";
    }
    if (example.messages().stream().anyMatch(message -> message.partsJson() != null)) {
      return "prompt holds more than text";
    }
    if (example.messages().stream().mapToLong(ExampleFilter::chars).sum() > maxPromptChars) {
      return "prompt is longer than " + maxPromptChars + " characters";
    }
    if (chars(answer) > maxAnswerChars) {
      return "answer is longer than " + maxAnswerChars + " characters";
    }
    return null;
  }

  private static long chars(Message message) {
    return message.text().length()
        + message.toolCalls().stream().mapToLong(call -> call.arguments().length()).sum();
  }
}
