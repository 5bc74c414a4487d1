/** Examples to learn from: made of calls, filtered, deduplicated, pruned and split. */
@NullMarked
package dev.hone.examples;

import org.jspecify.annotations.NullMarked;
