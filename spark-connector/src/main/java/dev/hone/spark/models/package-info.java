/** Models and their files, made local to a machine and shared by its tasks. */
@NullMarked
package dev.hone.spark.models;

import org.jspecify.annotations.NullMarked;
