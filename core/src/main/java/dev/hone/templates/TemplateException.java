package dev.hone.templates;

import dev.hone.HoneException;

/**
 * A template that cannot be compiled or rendered: a syntax error, an operation its values do not
 * allow, the template's own {@code raise_exception}, or a limit of {@link TemplateLimits} passed.
 * The message ends in the line.
 */
public final class TemplateException extends HoneException {
  private static final long serialVersionUID = 1L;

  private final int line;

  TemplateException(String problem, int line) {
    super("Chat template, line " + line + ": " + problem);
    this.line = line;
  }

  TemplateException(String problem, int line, Throwable cause) {
    super("Chat template, line " + line + ": " + problem, cause);
    this.line = line;
  }

  /** The line of the template, from 1, that was being read or executed. */
  public int line() {
    return line;
  }
}
