/** Model folders and their safetensors files: every bound is checked before a byte is used. */
@NullMarked
package dev.hone.engine.weights;

import org.jspecify.annotations.NullMarked;
