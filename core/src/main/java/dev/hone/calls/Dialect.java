package dev.hone.calls;

/**
 * One way in which calls are written down: how a log lays out its rows ({@link LogDialect}), or how
 * an API writes the bodies in them ({@link BodyDialect}). Stateless. Told from columns and content,
 * row by row, or forced by name.
 */
public sealed interface Dialect permits LogDialect, BodyDialect {
  /** The name it is forced by and recorded under, such as {@code litellm}. */
  String dialectName();
}
