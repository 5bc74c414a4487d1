/** Verdicts in SQL: {@code hone_judge}, {@code hone_prefer} and {@code hone_check}. */
@NullMarked
package dev.hone.serving.verdicts;

import org.jspecify.annotations.NullMarked;
