/** Providers: chat models behind somebody's HTTP API. */
@NullMarked
package dev.hone.providers;

import org.jspecify.annotations.NullMarked;
