/** Stages that give an example the answer to learn. */
@NullMarked
package dev.hone.transformers.labels;

import org.jspecify.annotations.NullMarked;
