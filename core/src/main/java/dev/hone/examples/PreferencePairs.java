package dev.hone.examples;

import static java.util.Objects.requireNonNull;

import dev.hone.chat.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Preference pairs of answers to one prompt, for DPO (Rafailov et al., 2023) and its kin, found in
 * what users did: edited an answer, rated one up and another down, or asked for another.
 */
public final class PreferencePairs {
  /** The user's own wording over the answer it replaced. */
  public static final String EDIT = "edit";

  /** An answer rated up over one rated down. */
  public static final String RATING = "rating";

  /** The last answer of a session over an earlier one that the user had regenerated. */
  public static final String REGENERATION = "regeneration";

  /** The winner of a comparison over the loser. */
  public static final String COMPARISON = "comparison";

  public static final String UP = "up";
  public static final String DOWN = "down";

  private PreferencePairs() {}

  /**
   * An answer to the prompt.
   *
   * @param callId the call that gave it
   * @param epochMillis when, or null
   * @param sessionId in which session, or null
   * @param answer what was said
   * @param rating {@link #UP}, {@link #DOWN} or null
   * @param edit what the user made of it, or null
   */
  public record Attempt(
      String callId,
      @Nullable Long epochMillis,
      @Nullable String sessionId,
      Message answer,
      @Nullable String rating,
      @Nullable String edit) {
    public Attempt {
      requireNonNull(callId, "callId");
      requireNonNull(answer, "answer");
    }
  }

  /**
   * Two answers, the first better.
   *
   * @param chosenCallId the call that gave it, or whose answer was edited
   * @param source what tells so: {@link #EDIT}, {@link #RATING}, ...
   */
  public record Pair(
      String chosenCallId, Message chosen, String rejectedCallId, Message rejected, String source) {
    public Pair {
      requireNonNull(chosen, "chosen");
      requireNonNull(rejected, "rejected");
      requireNonNull(source, "source");
    }
  }

  private static final Comparator<Attempt> BY_TIME =
      Comparator.comparing(Attempt::epochMillis, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(Attempt::callId);

  /**
   * The pairs among answers to one prompt, each two texts once: an edit tells more than a rating, a
   * rating more than a regeneration. Two that say the same make no pair, and no pair goes against a
   * rating. The same whatever the order given.
   *
   * @param maxPairs the most pairs of one prompt, so that one that is asked a thousand times does
   *     not outweigh all others
   */
  public static List<Pair> mine(List<Attempt> attempts, int maxPairs) {
    List<Attempt> ordered = attempts.stream().sorted(BY_TIME).toList();
    Map<String, Pair> pairs = new LinkedHashMap<>();
    edits(ordered, pairs);
    ratings(ordered, pairs);
    regenerations(ordered, pairs);
    return pairs.values().stream().limit(maxPairs).toList();
  }

  private static void edits(List<Attempt> attempts, Map<String, Pair> pairs) {
    for (Attempt attempt : attempts) {
      if (attempt.edit() != null && !attempt.edit().isBlank()) {
        Message edited = attempt.answer().withContent(attempt.edit());
        add(pairs, attempt.callId(), edited, attempt.callId(), attempt.answer(), EDIT);
      }
    }
  }

  /** The n-th that is up over the n-th that is down, the shorter list gone round. */
  private static void ratings(List<Attempt> attempts, Map<String, Pair> pairs) {
    List<Attempt> ups = rated(attempts, UP);
    List<Attempt> downs = rated(attempts, DOWN);
    if (ups.isEmpty() || downs.isEmpty()) {
      return;
    }
    for (int i = 0; i < Math.max(ups.size(), downs.size()); i++) {
      Attempt up = ups.get(i % ups.size());
      Attempt down = downs.get(i % downs.size());
      add(pairs, up.callId(), up.answer(), down.callId(), down.answer(), RATING);
    }
  }

  private static List<Attempt> rated(List<Attempt> attempts, String rating) {
    return attempts.stream().filter(attempt -> rating.equals(attempt.rating())).toList();
  }

  private static void regenerations(List<Attempt> attempts, Map<String, Pair> pairs) {
    Map<String, List<Attempt>> sessions = new TreeMap<>();
    for (Attempt attempt : attempts) {
      if (attempt.sessionId() != null && attempt.epochMillis() != null) {
        sessions.computeIfAbsent(attempt.sessionId(), id -> new ArrayList<>()).add(attempt);
      }
    }
    for (List<Attempt> session : sessions.values()) {
      Attempt last = session.get(session.size() - 1);
      if (DOWN.equals(last.rating())) {
        continue; // the user gave up rather than being pleased
      }
      for (Attempt earlier : session.subList(0, session.size() - 1)) {
        if (!UP.equals(earlier.rating())) {
          add(
              pairs,
              last.callId(),
              last.answer(),
              earlier.callId(),
              earlier.answer(),
              REGENERATION);
        }
      }
    }
  }

  private static void add(
      Map<String, Pair> pairs,
      String chosenCallId,
      Message chosen,
      String rejectedCallId,
      Message rejected,
      String source) {
    String better = RepeatedCalls.answerKey(chosen);
    String worse = RepeatedCalls.answerKey(rejected);
    if (!Objects.equals(better, worse) && !pairs.containsKey(worse + better)) {
      pairs.putIfAbsent(
          better + worse, new Pair(chosenCallId, chosen, rejectedCallId, rejected, source));
    }
  }
}
