/** Verdicts: judges of answers, and the statistics that make them honest. */
@NullMarked
package dev.hone.verdicts;

import org.jspecify.annotations.NullMarked;
