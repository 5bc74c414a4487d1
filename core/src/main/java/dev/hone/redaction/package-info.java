/** Personal data and secrets in conversations: found, and replaced by consistent pseudonyms. */
@NullMarked
package dev.hone.redaction;

import org.jspecify.annotations.NullMarked;
