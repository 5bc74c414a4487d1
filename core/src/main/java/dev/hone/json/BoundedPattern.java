package dev.hone.json;

import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression for texts that anybody may have written: a search that takes too many steps,
 * as patterns that backtrack without end do, is stopped.
 */
public final class BoundedPattern {
  private static final long MAX_STEPS = 2_000_000;

  private final Pattern pattern;

  private BoundedPattern(Pattern pattern) {
    this.pattern = pattern;
  }

  /**
   * A pattern in Java's syntax.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static BoundedPattern of(String regex) {
    try {
      return new BoundedPattern(Pattern.compile(regex));
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "Invalid pattern '" + regex + "': " + e.getDescription() + ".", e);
    }
  }

  /**
   * Whether the pattern is found in the text.
   *
   * @throws IllegalStateException if that takes too many steps
   */
  public boolean find(CharSequence text) {
    return pattern.matcher(new Steps(text, new AtomicLong())).find();
  }

  /**
   * A text that may be read only so often.
   *
   * @param taken how often it was, shared by its parts
   */
  private record Steps(CharSequence text, AtomicLong taken) implements CharSequence {
    @Override
    public int length() {
      return text.length();
    }

    @Override
    public char charAt(int index) {
      if (taken.incrementAndGet() > MAX_STEPS) {
        throw new IllegalStateException("The pattern takes too many steps.");
      }
      return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return new Steps(text.subSequence(start, end), taken);
    }

    @Override
    public String toString() {
      return text.toString();
    }
  }
}
