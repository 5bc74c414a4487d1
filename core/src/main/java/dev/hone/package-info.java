/** Hone: logged call, example, label, adapter, answer, verdict. */
@NullMarked
package dev.hone;

import org.jspecify.annotations.NullMarked;
