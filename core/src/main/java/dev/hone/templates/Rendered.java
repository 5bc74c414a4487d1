package dev.hone.templates;

import java.util.List;

/**
 * A rendered conversation and where the assistant speaks in it.
 *
 * @param text what the template printed
 * @param generated the spans inside {@code {% generation %}} blocks, in order; empty where the
 *     template marks none
 */
public record Rendered(String text, List<Span> generated) {
  public Rendered {
    generated = List.copyOf(generated);
  }

  /** A span of the text in UTF-16 chars, as {@link String#substring(int, int)} takes it. */
  public record Span(int start, int end) {}
}
