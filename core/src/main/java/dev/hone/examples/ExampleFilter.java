package dev.hone.examples;

import dev.hone.chat.Completion;
import dev.hone.chat.Message;
import dev.hone.chat.TokenCounter;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which examples a small text model can learn from, and should. Reasons are few and fixed, so that
 * they can be counted.
 *
 * @param maxPromptChars the longest conversation kept, in UTF-16 chars of all its messages
 * @param maxAnswerChars the longest answer kept, in UTF-16 chars
 * @param maxPromptTokens the longest conversation kept, in the base model's tokens; 0 for any
 * @param maxAnswerTokens the longest answer kept, in the base model's tokens; 0 for any
 * @param maxTotalTokens the longest of both together, in the base model's tokens; 0 for any
 * @param keepToolCalls whether answers that call tools are kept
 * @param keepRefusals whether refusals are kept, marked by the provider or told by their wording
 * @param keepTruncated whether answers cut at the token limit are kept
 * @param checkSchemas whether answers must keep the response format and the tools' parameters
 * @param languages ISO 639-1 codes of the users' words to keep; empty for all. A text too short to
 *     tell is kept
 */
public record ExampleFilter(
    int maxPromptChars,
    int maxAnswerChars,
    int maxPromptTokens,
    int maxAnswerTokens,
    int maxTotalTokens,
    boolean keepToolCalls,
    boolean keepRefusals,
    boolean keepTruncated,
    boolean checkSchemas,
    Set<String> languages) {

  /** About 8,000 tokens of English; longer prompts are rare and cost the most to train on. */
  public static final int DEFAULT_MAX_PROMPT_CHARS = 32_000;

  /** About 2,000 tokens of English. */
  public static final int DEFAULT_MAX_ANSWER_CHARS = 8_000;

  public ExampleFilter {
    languages = Set.copyOf(languages);
    if (maxPromptChars < 1 || maxAnswerChars < 1) {
      throw new IllegalArgumentException(
          "Invalid lengths: maxPromptChars "
              + maxPromptChars
              + ", maxAnswerChars "
              + maxAnswerChars
              + ". Use 1 or more.");
    }
    if (maxPromptTokens < 0 || maxAnswerTokens < 0 || maxTotalTokens < 0) {
      throw new IllegalArgumentException(
          "Invalid lengths: maxPromptTokens "
              + maxPromptTokens
              + ", maxAnswerTokens "
              + maxAnswerTokens
              + ", maxTotalTokens "
              + maxTotalTokens
              + ". Use 0 for any length, or more.");
    }
    if (!LanguageDetector.languages().containsAll(languages)) {
      throw new IllegalArgumentException(
          "Unknown language among "
              + languages
              + ". Use ISO 639-1 codes of "
              + LanguageDetector.languages()
              + ".");
    }
  }

  public static ExampleFilter defaults() {
    return new ExampleFilter(
        DEFAULT_MAX_PROMPT_CHARS,
        DEFAULT_MAX_ANSWER_CHARS,
        0,
        0,
        0,
        true,
        false,
        false,
        true,
        Set.of());
  }

  /** Whether tokens must be counted. */
  public boolean countsTokens() {
    return maxPromptTokens > 0 || maxAnswerTokens > 0 || maxTotalTokens > 0;
  }

  /** The example, dropped where it does not pass; one that is out already is left alone. */
  public Example apply(Example example, @Nullable TokenCounter counter) {
    String reason = example.kept() ? dropReason(example, counter) : null;
    return reason == null ? example : example.drop(reason);
  }

  /**
   * Why the example does not pass, in words that can be counted, or null where it does.
   *
   * @param counter counts the base model's tokens; null where {@link #countsTokens} is false
   */
  public @Nullable String dropReason(Example example, @Nullable TokenCounter counter) {
    Message answer = example.answer();
    if (answer == null) {
      return "no answer";
    }
    String reason = answerReason(example, answer);
    if (reason == null) {
      reason = lengthReason(example.messages(), answer);
    }
    if (reason == null && checkSchemas) {
      reason = SchemaFilter.dropReason(example, answer);
    }
    if (reason == null && !languages.isEmpty()) {
      reason = languageReason(example.messages());
    }
    if (reason == null && counter != null && countsTokens()) {
      reason = tokenReason(example, answer, counter);
    }
    return reason;
  }

  private @Nullable String answerReason(Example example, Message answer) {
    if (!keepRefusals
        && (answer.refusal() != null
            || (answer.toolCalls().isEmpty() && RefusalText.is(answer.text())))) {
      return "answer is a refusal";
    }
    if (!keepTruncated && Completion.LENGTH.equals(example.provenance().finishReason())) {
      return "answer was cut at the token limit";
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
    return example.messages().stream().anyMatch(message -> message.partsJson() != null)
        ? "prompt holds more than text"
        : null;
  }

  private @Nullable String lengthReason(List<Message> messages, Message answer) {
    if (messages.stream().mapToLong(ExampleFilter::chars).sum() > maxPromptChars) {
      return "prompt is longer than " + maxPromptChars + " characters";
    }
    return chars(answer) > maxAnswerChars
        ? "answer is longer than " + maxAnswerChars + " characters"
        : null;
  }

  private @Nullable String languageReason(List<Message> messages) {
    StringBuilder words = new StringBuilder();
    for (Message message : messages) {
      if (message.role().equals(Message.USER)) {
        words.append(message.text()).append('\n');
      }
    }
    String language = LanguageDetector.detect(words.toString());
    return language == null || languages.contains(language)
        ? null
        : "language of the prompt is " + language;
  }

  private @Nullable String tokenReason(Example example, Message answer, TokenCounter counter) {
    TokenCounter.Count tokens;
    try {
      tokens = counter.count(example.messages(), example.toolsJson(), answer);
    } catch (RuntimeException e) { // templates refuse in many ways, and quote the text
      return "the base model's template refuses it";
    }
    if (maxPromptTokens > 0 && tokens.prompt() > maxPromptTokens) {
      return "prompt is longer than " + maxPromptTokens + " tokens";
    }
    if (maxAnswerTokens > 0 && tokens.answer() > maxAnswerTokens) {
      return "answer is longer than " + maxAnswerTokens + " tokens";
    }
    return maxTotalTokens > 0 && tokens.total() > maxTotalTokens
        ? "example is longer than " + maxTotalTokens + " tokens"
        : null;
  }

  private static long chars(Message message) {
    return message.text().length()
        + message.toolCalls().stream().mapToLong(call -> call.arguments().length()).sum();
  }
}
