/**
 * The ledger in Spark: its files on any Hadoop file system, its table, and how tasks ask through
 * it.
 */
@NullMarked
package dev.hone.spark.ledger;

import org.jspecify.annotations.NullMarked;
