/** Stages that make examples of logged calls, and leave out, prune and split them. */
@NullMarked
package dev.hone.transformers.examples;

import org.jspecify.annotations.NullMarked;
