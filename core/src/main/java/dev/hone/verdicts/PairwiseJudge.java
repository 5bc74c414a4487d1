package dev.hone.verdicts;

import static java.util.Objects.requireNonNull;

import dev.hone.chat.Answer;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Message;
import dev.hone.json.Json;
import dev.hone.verdicts.Verdict.Side;
import dev.hone.verdicts.Verdict.TieCause;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks a model which of two answers is better, in both orders: models prefer a place as much as an
 * answer. A verdict that changes with the order is a tie, counted as a disagreement. The same
 * answers tie without asking. Holds no model: whoever opened the judge closes it.
 */
public final class PairwiseJudge {
  /** What is better, unless told otherwise. */
  public static final String DEFAULT_CRITERIA =
      "it does what the conversation asks, correctly and completely, in the form asked for;"
          + " where a reference is given, it agrees with the reference.";

  private static final int TOKEN_DIGITS = 32;

  private final ChatModel judge;
  private final String criteria;
  private final String secret;

  private PairwiseJudge(ChatModel judge, String criteria, String secret) {
    this.judge = requireNonNull(judge, "judge");
    this.criteria = requireNonNull(criteria, "criteria");
    this.secret = secret;
  }

  public static PairwiseJudge of(ChatModel judge) {
    return of(judge, DEFAULT_CRITERIA);
  }

  /**
   * A judge with criteria of its own.
   *
   * @param criteria what better means, as the end of a sentence
   */
  public static PairwiseJudge of(ChatModel judge, String criteria) {
    byte[] secret = new byte[16];
    new SecureRandom().nextBytes(secret);
    return new PairwiseJudge(judge, criteria, HexFormat.of().formatHex(secret));
  }

  /**
   * Two answers to one conversation.
   *
   * @param conversation what was asked
   * @param reference the answer known to be right, or null
   * @param first the first model's answer
   * @param second the second model's answer
   */
  public record Pair(
      List<Message> conversation, @Nullable Message reference, Message first, Message second) {
    public Pair {
      conversation = List.copyOf(conversation);
      requireNonNull(first, "first");
      requireNonNull(second, "second");
    }
  }

  /** Judges all, in the order given; all calls go to the judge as one batch. */
  public List<Verdict> judge(List<Pair> pairs) {
    List<ChatRequest> requests = new ArrayList<>();
    for (Pair pair : pairs) {
      if (!identical(pair)) {
        requests.add(request(pair, pair.first(), pair.second(), "first order"));
        requests.add(request(pair, pair.second(), pair.first(), "second order"));
      }
    }
    List<Answer> answers = Answer.all(judge, requests);
    List<Verdict> verdicts = new ArrayList<>();
    int next = 0;
    for (Pair pair : pairs) {
      if (identical(pair)) {
        verdicts.add(new Verdict.Tied(TieCause.IDENTICAL, "the answers are the same"));
      } else {
        verdicts.add(combine(answers.get(next), answers.get(next + 1)));
        next += 2;
      }
    }
    return verdicts;
  }

  private static boolean identical(Pair pair) {
    return ExactMatch.matches(pair.first(), pair.second());
  }

  private ChatRequest request(Pair pair, Message a, Message b, String order) {
    String textA = JudgePrompt.text(a);
    String textB = JudgePrompt.text(b);
    // From a secret that no candidate saw, and another one for every call.
    String token = Json.sha256(secret, order, textA, textB).substring(0, TOKEN_DIGITS);
    return JudgePrompt.of(
        criteria,
        pair.conversation(),
        pair.reference() == null ? null : JudgePrompt.text(pair.reference()),
        textA,
        textB,
        token);
  }

  private static Verdict combine(Answer inOrder, Answer swapped) {
    for (Answer answer : List.of(inOrder, swapped)) {
      if (answer.error() != null) {
        return new Verdict.Failed(answer.error());
      }
    }
    JudgeReply one = reply(inOrder);
    JudgeReply other = reply(swapped);
    if (one == null || other == null) {
      return new Verdict.Unreadable(text(one == null ? inOrder : swapped));
    }
    Side first = side(one, Side.FIRST);
    Side second = side(other, Side.SECOND);
    if (first != second) {
      return new Verdict.Tied(TieCause.DISAGREED, one.reason());
    }
    return first == null
        ? new Verdict.Tied(TieCause.SAID, one.reason())
        : new Verdict.Preferred(first, one.reason());
  }

  private static @Nullable JudgeReply reply(Answer answer) {
    return JudgeReply.parse(text(answer));
  }

  private static String text(Answer answer) {
    String text = answer.text();
    return text == null ? "" : text;
  }

  /** Whom the judge chose, when A was that side; null for a tie. */
  private static @Nullable Side side(JudgeReply reply, Side a) {
    if (reply.winner().equals(JudgeReply.TIE)) {
      return null;
    }
    boolean first = reply.winner().equals("A") == (a == Side.FIRST);
    return first ? Side.FIRST : Side.SECOND;
  }
}
