/** One place with eleven tables: their schemas, and writes that do not double rows. */
@NullMarked
package dev.hone.spark.home;

import org.jspecify.annotations.NullMarked;
