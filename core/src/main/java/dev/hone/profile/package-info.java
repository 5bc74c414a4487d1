/**
 * What is in a log before anyone decides anything: counts, tokens, money, and which tasks look
 * worth tuning.
 */
@NullMarked
package dev.hone.profile;

import org.jspecify.annotations.NullMarked;
