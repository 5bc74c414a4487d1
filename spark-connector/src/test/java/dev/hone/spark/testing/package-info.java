/** What tests of Spark code share: a session, a hidden file system, the contract of stages. */
@NullMarked
package dev.hone.spark.testing;

import org.jspecify.annotations.NullMarked;
