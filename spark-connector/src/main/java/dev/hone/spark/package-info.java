/** What Hone asks of a Spark session, and what modules may add to it. */
@NullMarked
package dev.hone.spark;

import org.jspecify.annotations.NullMarked;
