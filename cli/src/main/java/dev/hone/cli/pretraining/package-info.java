/**
 * The making of the small base model: generated text, its tokenizer, its first weights, its
 * training.
 */
@NullMarked
package dev.hone.cli.pretraining;

import org.jspecify.annotations.NullMarked;
