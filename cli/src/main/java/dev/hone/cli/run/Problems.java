package dev.hone.cli.run;

import dev.hone.HoneException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Everything that is wrong with what a run is given, so that it is told in one message. */
final class Problems {
  private final List<RuntimeException> found = new ArrayList<>();

  /** Looks at one thing; what it throws is a problem. */
  void of(Runnable look) {
    try {
      look.run();
    } catch (IllegalArgumentException | HoneException e) {
      found.add(e);
    }
  }

  void add(String problem) {
    found.add(new IllegalArgumentException(problem));
  }

  /**
   * Ends the looking.
   *
   * @throws IllegalArgumentException with all problems, a line each, where there are several; one
   *     alone is thrown as it came
   */
  void throwIfAny() {
    if (found.size() == 1) {
      throw found.get(0);
    }
    if (!found.isEmpty()) {
      IllegalArgumentException all =
          new IllegalArgumentException(
              found.size()
                  + " things are wrong, and nothing was done yet:\n"
                  + found.stream()
                      .map(problem -> "- " + problem.getMessage())
                      .collect(Collectors.joining("\n")));
      found.forEach(all::addSuppressed);
      throw all;
    }
  }
}
