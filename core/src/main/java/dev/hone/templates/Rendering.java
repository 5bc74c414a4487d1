package dev.hone.templates;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of one rendering: its variables, what it has used of its limits, the line it is at and
 * the text it has printed. One thread uses it.
 */
final class Rendering {
  private static final int CHARS_PER_STEP = 32;

  private final Map<String, @Nullable Object> variables;
  private final TemplateLimits limits;
  private final Clock clock;
  private final List<Rendered.Span> spans = new ArrayList<>();
  private final boolean marked;
  private StringBuilder output = new StringBuilder();
  private int captures;
  private long stepsLeft;
  private int depth;
  private int line = 1;

  Rendering(
      Map<String, @Nullable Object> variables, TemplateLimits limits, Clock clock, boolean marked) {
    this.variables = variables;
    this.limits = limits;
    this.clock = clock;
    this.marked = marked;
    this.stepsLeft = limits.steps();
  }

  @Nullable Object resolve(String name) {
    if (variables.containsKey(name)) {
      return variables.get(name);
    }
    Object global = Globals.find(name);
    return global == null ? Missing.VALUE : global;
  }

  Clock clock() {
    return clock;
  }

  int line() {
    return line;
  }

  void at(int statementLine) {
    line = statementLine;
    charge(1);
  }

  void charge(long steps) {
    stepsLeft -= steps;
    if (stepsLeft < 0) {
      throw new TemplateFailure(
          "it takes more than "
              + limits.steps()
              + " steps; the template may loop for ever. Raise TemplateLimits.steps if it does not");
    }
  }

  /** Pays for reading or making this many characters. */
  void chargeText(long chars) {
    charge(1 + chars / CHARS_PER_STEP);
  }

  /** Checks that a text about to be made is not too long, and pays for it. */
  void claimText(long chars) {
    if (chars > limits.outputChars()) {
      throw new TemplateFailure(
          "a text of more than "
              + limits.outputChars()
              + " characters; raise TemplateLimits.outputChars if that is meant");
    }
    chargeText(chars);
  }

  String claimed(String text) {
    claimText(text.length());
    return text;
  }

  /** Fails when values, calls or syntax nest deeper than the limits allow. */
  void checkDepth(int levels) {
    if (levels > limits.depth()) {
      throw new TemplateFailure(
          "nested deeper than " + limits.depth() + "; raise TemplateLimits.depth if that is meant");
    }
  }

  void enter() {
    checkDepth(++depth);
  }

  void leave() {
    depth--;
  }

  void print(String text) {
    if ((long) output.length() + text.length() > limits.outputChars()) {
      claimText((long) output.length() + text.length()); // fails
    }
    chargeText(text.length());
    output.append(text);
  }

  /** Starts to keep what is printed apart; give the answer to {@link #captured}. */
  StringBuilder capture() {
    StringBuilder outer = output;
    output = new StringBuilder();
    captures++;
    return outer;
  }

  /** What was printed since {@link #capture}. */
  String captured(StringBuilder outer) {
    String text = output.toString();
    output = outer;
    captures--;
    return text;
  }

  int printedChars() {
    return output.length();
  }

  /** Remembers that the text printed since {@code start} is the assistant's. */
  void generated(int start) {
    if (!marked) {
      return;
    }
    if (captures > 0) {
      throw new TemplateFailure(
          "a generation block inside a macro, a set, filter or call block or a recursive loop has"
              + " no known place in the text. Render without marks, or move the block out");
    }
    spans.add(new Rendered.Span(start, output.length()));
  }

  Rendered rendered() {
    return new Rendered(output.toString(), spans);
  }
}
