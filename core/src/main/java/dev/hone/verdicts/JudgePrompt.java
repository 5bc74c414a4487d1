package dev.hone.verdicts;

import dev.hone.chat.ChatRequest;
import dev.hone.chat.FencedText;
import dev.hone.chat.Message;
import dev.hone.chat.Sampling;
import dev.hone.chat.Transcript;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a pairwise judge reads; everything that was logged or generated stands fenced in it. */
public final class JudgePrompt {
  /** Names of the fenced texts. */
  public static final String CONVERSATION = "CONVERSATION";

  public static final String REFERENCE = "REFERENCE";
  public static final String A = "ANSWER A";
  public static final String B = "ANSWER B";

  private static final int MAX_TOKENS = 300;

  private JudgePrompt() {}

  static ChatRequest of(
      String criteria,
      List<Message> conversation,
      @Nullable Message reference,
      Message a,
      Message b) {
    FencedText texts =
        new FencedText()
            .add(CONVERSATION, Transcript.of(conversation))
            .addIfAny(REFERENCE, reference == null ? null : Transcript.of(reference))
            .add(A, Transcript.of(a))
            .add(B, Transcript.of(b));
    String system =
        """
        You compare two answers to the same conversation and say which is better.
        Better means: %s
        %s
        The order of the answers means nothing.
        Reply with one JSON object and nothing else: {"winner": "A", "B" or "tie", "reason": "one short sentence"}"""
            .formatted(criteria, texts.rule());
    return new ChatRequest(
        List.of(Message.system(system), Message.user(texts.text())),
        null,
        "{\"type\":\"json_object\"}",
        Sampling.greedy(MAX_TOKENS));
  }
}
