/** The params that stages have in common. */
@NullMarked
package dev.hone.spark.params;

import org.jspecify.annotations.NullMarked;
