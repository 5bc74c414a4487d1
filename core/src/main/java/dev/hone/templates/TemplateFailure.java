package dev.hone.templates;

/** What goes wrong below the level that knows the line; {@link ChatTemplate} adds the line. */
final class TemplateFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TemplateFailure(String problem) {
    super(problem, null, false, false); // no stack trace: the template's line is what helps
  }
}
