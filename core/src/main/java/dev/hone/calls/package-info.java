/** Logged calls: what the wire dialects of model providers say, in one canonical record. */
@NullMarked
package dev.hone.calls;

import org.jspecify.annotations.NullMarked;
