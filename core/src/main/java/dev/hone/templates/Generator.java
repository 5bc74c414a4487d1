package dev.hone.templates;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * What a lazy filter ({@code map}, {@code select}, ...) returns: it can be walked once, has no
 * length and no elements by index, as in Python.
 */
record Generator(Iterator<@Nullable Object> elements) {}
