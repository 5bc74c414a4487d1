package dev.hone.verdicts;

import dev.hone.chat.ChatRequest;
import dev.hone.chat.FencedText;
import dev.hone.chat.Message;
import dev.hone.chat.Sampling;
import dev.hone.chat.Transcript;
import java.util.List;

/** What a judge that is a model reads; everything that was logged or generated stands fenced. */
public final class JudgePrompt {
  /** Names of the fenced texts. */
  public static final String CONVERSATION = "CONVERSATION";

  public static final String TOOLS = "TOOLS";
  public static final String RESPONSE_FORMAT = "RESPONSE FORMAT";
  public static final String REFERENCE = "REFERENCE";

  /** The answer where there is one; of several, {@link #A} and {@link #B}, or a number. */
  public static final String ANSWER = "ANSWER";

  public static final String A = "ANSWER A";
  public static final String B = "ANSWER B";

  private JudgePrompt() {}

  /** All that a case tells but its answers. */
  static FencedText about(Case one) {
    Message reference = one.reference();
    return new FencedText()
        .add(CONVERSATION, Transcript.of(one.conversation()))
        .addIfAny(TOOLS, one.toolsJson())
        .addIfAny(RESPONSE_FORMAT, one.responseFormatJson())
        .addIfAny(REFERENCE, reference == null ? null : Transcript.of(reference));
  }

  /** As {@link #about}, and the only answer. */
  static FencedText aboutOne(Case one) {
    return about(one).add(ANSWER, Transcript.of(one.answer()));
  }

  /**
   * The request.
   *
   * @param task what to do; the rule about the fences and the shape of the reply follow it
   * @param reply what the reply is to look like, in words
   * @param format the same as a {@code response_format}
   */
  static ChatRequest of(String task, FencedText texts, String reply, String format, int maxTokens) {
    String system =
        task.strip()
            + "\n"
            + texts.rule()
            + "\nReply with one JSON object and nothing else: "
            + reply;
    return new ChatRequest(
        List.of(Message.system(system), Message.user(texts.text())),
        null,
        format,
        Sampling.greedy(maxTokens));
  }
}
