/** Tests of the stages that label. */
@NullMarked
package dev.hone.transformers.labels;

import org.jspecify.annotations.NullMarked;
