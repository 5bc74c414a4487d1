/** What can be said of a machine and a session without loading a model. */
@NullMarked
package dev.hone.spark.doctor;

import org.jspecify.annotations.NullMarked;
