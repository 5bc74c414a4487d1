package dev.hone.verdicts;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** A judge's word on an answer, alone or against others. */
public sealed interface Verdict {
  /** {@link #outcome} of a verdict on one answer. */
  String PASS = "pass";

  String FAIL = "fail";

  /** Which of two answers. */
  enum Side {
    FIRST,
    SECOND;

    Side other() {
      return this == FIRST ? SECOND : FIRST;
    }
  }

  /** Why two answers count as equal. */
  enum TieCause {
    /** The answers are the same; no judge was asked. */
    IDENTICAL("tie_identical"),
    /** The judge said so in both orders. */
    SAID("tie"),
    /** The judge said one thing in one order and another in the other. */
    DISAGREED("tie_disagreed"),
    /** No side has most of the jury's votes. */
    DIVIDED("tie_divided");

    private final String outcome;

    TieCause(String outcome) {
      this.outcome = outcome;
    }

    /** {@link Verdict#outcome} of a tie for this cause. */
    public String outcome() {
      return outcome;
    }
  }

  /**
   * The score of one answer, or of the first of two: 1 where it is preferred, a half for a tie.
   * Empty where there is no verdict, or a verdict on more than two.
   */
  OptionalDouble scoreIfReadable();

  /** One word, as tables hold it. */
  String outcome();

  /** The judge's own words, or what stands for them. */
  String reasonText();

  /**
   * One answer, measured.
   *
   * @param score from 0 to 1
   * @param passed whether that is good enough
   */
  record Scored(double score, boolean passed, String reason) implements Verdict {
    @Override
    public OptionalDouble scoreIfReadable() {
      return OptionalDouble.of(score);
    }

    @Override
    public String outcome() {
      return passed ? PASS : FAIL;
    }

    @Override
    public String reasonText() {
      return reason;
    }
  }

  /**
   * Whether an answer keeps a criterion.
   *
   * @param criterion its id: {@code name@v1}
   */
  record Check(String criterion, boolean passed, String reason) {}

  /**
   * One answer held against criteria: it passes where it keeps all of them.
   *
   * @param checks one for each criterion; never empty
   */
  record Checked(List<Check> checks) implements Verdict {
    public Checked {
      checks = List.copyOf(checks);
      if (checks.isEmpty()) {
        throw new IllegalArgumentException("There is no criterion to check.");
      }
    }

    public boolean passed() {
      return checks.stream().allMatch(Check::passed);
    }

    /** Ids of the criteria that are broken. */
    public List<String> failed() {
      return checks.stream().filter(c -> !c.passed()).map(Check::criterion).toList();
    }

    /** The share of the criteria that the answer keeps. */
    @Override
    public OptionalDouble scoreIfReadable() {
      return OptionalDouble.of(1 - failed().size() / (double) checks.size());
    }

    @Override
    public String outcome() {
      return passed() ? PASS : FAIL;
    }

    /** What was said of the broken criteria, a line each. */
    @Override
    public String reasonText() {
      List<String> lines = new ArrayList<>();
      for (Check check : checks) {
        if (!check.passed()) {
          lines.add(check.criterion() + ": " + check.reason());
        }
      }
      return String.join("\n", lines);
    }
  }

  /** One of two answers is better, whichever was shown first. */
  record Preferred(Side side, String reason) implements Verdict {
    @Override
    public OptionalDouble scoreIfReadable() {
      return OptionalDouble.of(side == Side.FIRST ? 1 : 0);
    }

    @Override
    public String outcome() {
      return side == Side.FIRST ? "first" : "second";
    }

    @Override
    public String reasonText() {
      return reason;
    }
  }

  /** Neither of two answers is better. */
  record Tied(TieCause cause, String reason) implements Verdict {
    @Override
    public OptionalDouble scoreIfReadable() {
      return OptionalDouble.of(0.5);
    }

    @Override
    public String outcome() {
      return cause.outcome();
    }

    @Override
    public String reasonText() {
      return reason;
    }
  }

  /**
   * Several answers, scored against each other.
   *
   * @param scores from 0 to 1, in the answers' order
   */
  record Ranked(List<Double> scores, String reason) implements Verdict {
    public Ranked {
      scores = List.copyOf(scores);
    }

    @Override
    public OptionalDouble scoreIfReadable() {
      return OptionalDouble.empty();
    }

    @Override
    public String outcome() {
      return "ranked";
    }

    @Override
    public String reasonText() {
      return reason;
    }
  }

  /** The judge answered something that is no verdict; of a pair, in both or one of the orders. */
  record Unreadable(String judgeText) implements Verdict {
    @Override
    public OptionalDouble scoreIfReadable() {
      return OptionalDouble.empty();
    }

    @Override
    public String outcome() {
      return "unreadable";
    }

    @Override
    public String reasonText() {
      return judgeText;
    }
  }

  /** The judge could not be asked, or there was nothing to judge by. */
  record Failed(String error) implements Verdict {
    @Override
    public OptionalDouble scoreIfReadable() {
      return OptionalDouble.empty();
    }

    @Override
    public String outcome() {
      return "failed";
    }

    @Override
    public String reasonText() {
      return error;
    }
  }
}
