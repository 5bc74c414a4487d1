/** Fitting a model to examples: the loop over token batches, and LoRA tuning on top of it. */
@NullMarked
package dev.hone.engine.training;

import org.jspecify.annotations.NullMarked;
