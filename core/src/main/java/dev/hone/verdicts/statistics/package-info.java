/**
 * What verdicts add up to, with intervals that hold. Plain numbers in, plain numbers out; every
 * method names the paper it follows, and {@code scripts/references/statistics.py} computes the same
 * figures with another implementation.
 */
@NullMarked
package dev.hone.verdicts.statistics;

import org.jspecify.annotations.NullMarked;
