/** Verdicts on a whole column of answers. */
@NullMarked
package dev.hone.estimators.verdicts;

import org.jspecify.annotations.NullMarked;
