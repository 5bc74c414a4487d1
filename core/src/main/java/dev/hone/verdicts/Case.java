package dev.hone.verdicts;

import static java.util.Objects.requireNonNull;

import dev.hone.chat.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a judge is shown: a conversation and the answers to it.
 *
 * @param conversation what was asked, oldest message first
 * @param toolsJson the tools that were on offer in OpenAI's shape, or null
 * @param responseFormatJson OpenAI's {@code response_format}, or null
 * @param reference the answer known to be right, or null
 * @param answers one, or several to choose from; never empty
 */
public record Case(
    List<Message> conversation,
    @Nullable String toolsJson,
    @Nullable String responseFormatJson,
    @Nullable Message reference,
    List<Message> answers) {
  public Case {
    conversation = List.copyOf(conversation);
    answers = List.copyOf(answers);
    if (answers.isEmpty()) {
      throw new IllegalArgumentException("There is no answer to judge.");
    }
  }

  /** One answer. */
  public static Case of(List<Message> conversation, Message answer) {
    return new Case(conversation, null, null, null, List.of(answer));
  }

  /** Two answers. */
  public static Case pair(List<Message> conversation, Message first, Message second) {
    return new Case(conversation, null, null, null, List.of(first, second));
  }

  public Case withReference(@Nullable Message newReference) {
    return new Case(conversation, toolsJson, responseFormatJson, newReference, answers);
  }

  /** With what the request asked of the answer's form. */
  public Case withForm(@Nullable String newToolsJson, @Nullable String newResponseFormatJson) {
    return new Case(conversation, newToolsJson, newResponseFormatJson, reference, answers);
  }

  public Case withAnswers(List<Message> newAnswers) {
    return new Case(conversation, toolsJson, responseFormatJson, reference, newAnswers);
  }

  /**
   * The only answer.
   *
   * @throws IllegalArgumentException if there are several
   */
  public Message answer() {
    expect(1);
    return answers.get(0);
  }

  /**
   * Checks that a judge is given as many answers as it judges.
   *
   * @throws IllegalArgumentException if there are more or fewer
   */
  void expect(int count) {
    if (answers.size() != count) {
      throw new IllegalArgumentException(
          "This judge judges cases of "
              + count
              + (count == 1 ? " answer" : " answers")
              + "; there are "
              + answers.size()
              + ".");
    }
  }

  /** The reference of a judge that cannot do without. */
  Message expected() {
    return requireNonNull(reference, "reference");
  }
}
