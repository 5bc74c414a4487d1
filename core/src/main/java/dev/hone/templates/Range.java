package dev.hone.templates;

import java.util.AbstractList;
import java.util.RandomAccess;

/** Python's range, at most 100,000 long as in jinja2's sandbox. */
final class Range extends AbstractList<Object> implements RandomAccess {
  static final int LONGEST = 100_000;

  private final long start;
  private final long stop;
  private final long step;
  private final int size;

  Range(long start, long stop, long step) {
    if (step == 0) {
      throw new TemplateFailure("range() arg 3 must not be zero");
    }
    // In doubles: a difference of two longs may not fit a long.
    double length = Math.ceil(((double) stop - (double) start) / step);
    if (length > LONGEST) {
      throw new TemplateFailure(
          "Range too big. The sandbox blocks ranges larger than " + LONGEST + " elements");
    }
    this.start = start;
    this.stop = stop;
    this.step = step;
    this.size = (int) Math.max(0, length);
  }

  /** The elements from index {@code first} up to {@code end}, every {@code stride}th. */
  Range slice(int first, int end, int stride) {
    return new Range(start + first * step, start + end * step, step * stride);
  }

  long start() {
    return start;
  }

  long stop() {
    return stop;
  }

  long step() {
    return step;
  }

  @Override
  public Object get(int index) {
    return start + index * step;
  }

  @Override
  public int size() {
    return size;
  }
}
