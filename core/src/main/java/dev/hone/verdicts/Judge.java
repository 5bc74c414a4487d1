package dev.hone.verdicts;

import java.util.List;

/**
 * Judges answers: a model, a jury of them, a check by rule, or a program of one's own. Safe for use
 * by many threads. Holds no model: whoever opened the models of a judge closes them.
 */
public interface Judge {
  /** How verdicts name it; with a version where it has a text that may change: {@code tone@v2}. */
  String name();

  /**
   * Judges all, one verdict a case, in the order given. All calls to a model go as one batch. What
   * cannot be judged gets a verdict that says why and spoils no other.
   *
   * @throws IllegalArgumentException if a case has more or fewer answers than this judge judges
   */
  List<Judged> judge(List<Case> cases);

  /** The verdict on one case. */
  default Judged judge(Case one) {
    return judge(List.of(one)).get(0);
  }
}
