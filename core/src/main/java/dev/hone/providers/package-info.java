/** Providers: chat models behind somebody's HTTP API, and the connections they are reached by. */
@NullMarked
package dev.hone.providers;

import org.jspecify.annotations.NullMarked;
