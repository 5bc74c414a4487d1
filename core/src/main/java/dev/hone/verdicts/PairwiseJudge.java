package dev.hone.verdicts;

import static java.util.Objects.requireNonNull;

import dev.hone.chat.Answer;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Message;
import dev.hone.chat.Usage;
import dev.hone.verdicts.Verdict.Side;
import dev.hone.verdicts.Verdict.TieCause;
import java.util.ArrayList;
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

  private final ChatModel judge;
  private final String criteria;

  private PairwiseJudge(ChatModel judge, String criteria) {
    this.judge = requireNonNull(judge, "judge");
    this.criteria = requireNonNull(criteria, "criteria");
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
    return new PairwiseJudge(judge, criteria);
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

  /** A verdict and the tokens that both its calls took together; none where no judge was asked. */
  public record Judged(Verdict verdict, Usage usage) {}

  /** Judges all, in the order given; all calls go to the judge as one batch. */
  public List<Verdict> judge(List<Pair> pairs) {
    return judged(pairs).stream().map(Judged::verdict).toList();
  }

  /** As {@link #judge}, with what it took. */
  public List<Judged> judged(List<Pair> pairs) {
    List<ChatRequest> requests = new ArrayList<>();
    for (Pair pair : pairs) {
      if (!identical(pair)) {
        requests.add(request(pair, pair.first(), pair.second()));
        requests.add(request(pair, pair.second(), pair.first()));
      }
    }
    List<Answer> answers = Answer.all(judge, requests);
    List<Judged> judged = new ArrayList<>();
    int next = 0;
    for (Pair pair : pairs) {
      if (identical(pair)) {
        judged.add(
            new Judged(
                new Verdict.Tied(TieCause.IDENTICAL, "the answers are the same"), Usage.NONE));
      } else {
        Answer inOrder = answers.get(next);
        Answer swapped = answers.get(next + 1);
        judged.add(new Judged(combine(inOrder, swapped), inOrder.usage().plus(swapped.usage())));
        next += 2;
      }
    }
    return judged;
  }

  private static boolean identical(Pair pair) {
    return ExactMatch.matches(pair.first(), pair.second());
  }

  private ChatRequest request(Pair pair, Message a, Message b) {
    return JudgePrompt.of(criteria, pair.conversation(), pair.reference(), a, b);
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
