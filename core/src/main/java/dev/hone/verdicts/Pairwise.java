package dev.hone.verdicts;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Answer;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.FencedText;
import dev.hone.chat.Message;
import dev.hone.chat.Transcript;
import dev.hone.json.Json;
import dev.hone.verdicts.Verdict.Side;
import dev.hone.verdicts.Verdict.TieCause;
import java.util.List;

/**
 * Asks a model which of two answers is better, in both orders: models prefer a place as much as an
 * answer. A verdict that changes with the order is a tie, counted as a disagreement. The same
 * answers tie without asking.
 */
public final class Pairwise implements Protocol {
  /** What is better, unless told otherwise. */
  public static final String DEFAULT_CRITERIA =
      "it does what the conversation asks, correctly and completely, in the form asked for;"
          + " where a reference is given, it agrees with the reference.";

  private static final int MAX_TOKENS = 400;
  private static final String FORMAT =
      ReplyJson.format(
          "preference",
          Json.object()
              .<ObjectNode>set("reason", ReplyJson.text())
              .set("winner", ReplyJson.oneOf(List.of("A", "B", JudgeReply.TIE))));

  private final String name;
  private final String criteria;

  private Pairwise(String name, String criteria) {
    this.name = requireNonNull(name, "name");
    this.criteria = requireNonNull(criteria, "criteria");
  }

  /** By {@link #DEFAULT_CRITERIA}. */
  public static Pairwise of() {
    return of(DEFAULT_CRITERIA);
  }

  /**
   * By criteria of one's own.
   *
   * @param criteria what better means, as the end of a sentence
   */
  public static Pairwise of(String criteria) {
    return new Pairwise("pairwise", criteria);
  }

  @Override
  public Pairwise named(String newName) {
    return new Pairwise(newName, criteria);
  }

  @Override
  public String name() {
    return name;
  }

  /** Cases have two answers; there are two requests, or none where both are the same. */
  @Override
  public List<ChatRequest> requests(Case one) {
    one.expect(2);
    return identical(one)
        ? List.of()
        : List.of(request(one, Side.FIRST), request(one, Side.SECOND));
  }

  /** A verdict's parts are what was said in each order. */
  @Override
  public Judged read(Case one, List<Answer> answers) {
    if (answers.isEmpty()) {
      return Judged.free(name, new Verdict.Tied(TieCause.IDENTICAL, "the answers are the same"));
    }
    Judged inOrder = said(answers.get(0), Side.FIRST);
    Judged swapped = said(answers.get(1), Side.SECOND);
    return Judged.of(
        name, bothOrders(inOrder.verdict(), swapped.verdict()), List.of(inOrder, swapped));
  }

  private static boolean identical(Case one) {
    return ExactMatch.matches(one.answers().get(0), one.answers().get(1));
  }

  private ChatRequest request(Case one, Side shownFirst) {
    Message first = one.answers().get(0);
    Message second = one.answers().get(1);
    FencedText texts =
        JudgePrompt.about(one)
            .add(JudgePrompt.A, Transcript.of(shownFirst == Side.FIRST ? first : second))
            .add(JudgePrompt.B, Transcript.of(shownFirst == Side.FIRST ? second : first));
    return JudgePrompt.of(
        """
        You compare two answers to the same conversation and say which is better.
        Better means: %s
        The order of the answers means nothing, nor does their length.\
        """
            .formatted(criteria),
        texts,
        "{\"reason\": \"one short sentence\", \"winner\": \"A\", \"B\" or \"tie\"}",
        FORMAT,
        MAX_TOKENS);
  }

  /** What the judge said in one order, of the case's answers and not of their places. */
  private Judged said(Answer answer, Side shownFirst) {
    if (answer.error() != null) {
      return Judged.asked(name, new Verdict.Failed(answer.error()), answer);
    }
    JudgeReply reply = JudgeReply.parse(answer.text());
    Verdict verdict;
    if (reply == null) {
      verdict = new Verdict.Unreadable(answer.text() == null ? "" : answer.text());
    } else if (reply.winner().equals(JudgeReply.TIE)) {
      verdict = new Verdict.Tied(TieCause.SAID, reply.reason());
    } else {
      Side side = reply.winner().equals("A") ? shownFirst : shownFirst.other();
      verdict = new Verdict.Preferred(side, reply.reason());
    }
    return Judged.asked(name, verdict, answer);
  }

  /** One verdict of those in the two orders. */
  static Verdict bothOrders(Verdict inOrder, Verdict swapped) {
    for (Verdict verdict : List.of(inOrder, swapped)) {
      if (verdict instanceof Verdict.Failed) {
        return verdict;
      }
    }
    for (Verdict verdict : List.of(inOrder, swapped)) {
      if (verdict instanceof Verdict.Unreadable) {
        return verdict;
      }
    }
    return inOrder.scoreIfReadable().equals(swapped.scoreIfReadable())
        ? inOrder
        : new Verdict.Tied(TieCause.DISAGREED, inOrder.reasonText());
  }
}
