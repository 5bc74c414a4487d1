/** Labels: the answer an example teaches, and where that answer came from. */
@NullMarked
package dev.hone.labels;

import org.jspecify.annotations.NullMarked;
