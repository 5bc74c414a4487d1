/** Tests of labels. */
@NullMarked
package dev.hone.labels;

import org.jspecify.annotations.NullMarked;
