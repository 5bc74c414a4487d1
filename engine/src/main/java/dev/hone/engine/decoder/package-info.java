/** The decoder: its config, its program, its weights, and how it continues token sequences. */
@NullMarked
package dev.hone.engine.decoder;

import org.jspecify.annotations.NullMarked;
