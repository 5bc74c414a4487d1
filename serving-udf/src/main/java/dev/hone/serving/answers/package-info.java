/**
 * The SQL function hone_answer: a marker in the plan, lifted into an operator that asks batches.
 */
@NullMarked
package dev.hone.serving.answers;

import org.jspecify.annotations.NullMarked;
