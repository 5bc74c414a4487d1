/** A simulated support desk: the sample logs of a first run, and the truth to score them with. */
@NullMarked
package dev.hone.cli.samples;

import org.jspecify.annotations.NullMarked;
