/** One run of the whole loop: named steps over a home, resumable. */
@NullMarked
package dev.hone.cli.run;

import org.jspecify.annotations.NullMarked;
