/** Training files: the formats in which tuners and hosted services take and give examples. */
@NullMarked
package dev.hone.datasets;

import org.jspecify.annotations.NullMarked;
