package dev.hone.labels;

import java.util.List;

/** A way to a new answer. Rows go together: each step asks for all of them as one batch. */
interface Drafting {
  /** Gives rows a new answer; one stays without where no draft keeps the form asked for. */
  void answer(List<RowWork> rows);
}
