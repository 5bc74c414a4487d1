package dev.hone.labels;

import dev.hone.chat.Message;
import dev.hone.verdicts.ExactMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What several answers to one question agree on. Answers are the same as {@link ExactMatch} says.
 *
 * @param answer the answer that most gave; the earliest of those where several tie
 * @param votes how many gave it
 * @param of how many answers there were
 */
public record Votes(Message answer, int votes, int of) {
  /** Counts; empty where there is no answer. */
  public static Optional<Votes> of(List<Message> answers) {
    List<Votes> counted = count(answers);
    Votes most = null;
    for (Votes votes : counted) {
      if (most == null || votes.votes > most.votes) {
        most = votes;
      }
    }
    return Optional.ofNullable(most);
  }

  /** Different answers with their votes, in the order they first came. */
  static List<Votes> count(List<Message> answers) {
    List<Votes> counted = new ArrayList<>();
    for (Message answer : answers) {
      int place = 0;
      while (place < counted.size() && !ExactMatch.matches(counted.get(place).answer, answer)) {
        place++;
      }
      if (place == counted.size()) {
        counted.add(new Votes(answer, 1, answers.size()));
      } else {
        Votes before = counted.get(place);
        counted.set(place, new Votes(before.answer, before.votes + 1, before.of));
      }
    }
    return counted;
  }

  /** The share that gave it, from 0 to 1. */
  public double share() {
    return votes / (double) of;
  }

  /** Whether more than half gave it. */
  public boolean majority() {
    return 2 * votes > of;
  }
}
