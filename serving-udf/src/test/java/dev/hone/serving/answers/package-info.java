@NullMarked
package dev.hone.serving.answers;

import org.jspecify.annotations.NullMarked;
