package dev.hone.engine.program;

import java.util.ArrayList;
import java.util.List;

/** Closes the values of one piece of work together. */
public final class Scope implements AutoCloseable {
  private final List<Value> values = new ArrayList<>();

  public Value add(Value value) {
    values.add(value);
    return value;
  }

  public List<Value> addAll(List<Value> more) {
    values.addAll(more);
    return more;
  }

  public Value of(long number) {
    return add(Value.of(number));
  }

  public Value of(double number) {
    return add(Value.of(number));
  }

  public Value of(boolean flag) {
    return add(Value.of(flag));
  }

  /** The parts of a tuple, closed with the scope. */
  public List<Value> parts(Value tuple) {
    return addAll(tuple.parts());
  }

  @Override
  public void close() {
    for (Value value : values) {
      value.close();
    }
    values.clear();
  }
}
