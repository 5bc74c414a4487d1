/** {@code CALL hone.NAME(...)}: what a SQL script asks Hone to do, as opposed to what it reads. */
@NullMarked
package dev.hone.spark.procedures;

import org.jspecify.annotations.NullMarked;
