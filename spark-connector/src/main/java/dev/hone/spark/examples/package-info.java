/**
 * Training files in and out: examples as OpenAI, OpenPipe, TRL, Axolotl and LLaMA-Factory take
 * them.
 */
@NullMarked
package dev.hone.spark.examples;

import org.jspecify.annotations.NullMarked;
