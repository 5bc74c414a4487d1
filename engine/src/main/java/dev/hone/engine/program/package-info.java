/** The TorchScript program: its source, the archive it travels in, and calls into it. */
@NullMarked
package dev.hone.engine.program;

import org.jspecify.annotations.NullMarked;
