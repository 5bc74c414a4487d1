/** Stages that answer: any chat model over the rows of a DataFrame. */
@NullMarked
package dev.hone.estimators.answers;

import org.jspecify.annotations.NullMarked;
