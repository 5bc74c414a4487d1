/** Profiles of request logs, added up by Spark. */
@NullMarked
package dev.hone.transformers.profile;

import org.jspecify.annotations.NullMarked;
