/** Reading request logs, whatever they were written by, as logged calls. */
@NullMarked
package dev.hone.spark.calls;

import org.jspecify.annotations.NullMarked;
