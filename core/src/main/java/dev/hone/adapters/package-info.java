/** The adapter folder: PEFT's layout with Hone's manifest. */
@NullMarked
package dev.hone.adapters;

import org.jspecify.annotations.NullMarked;
