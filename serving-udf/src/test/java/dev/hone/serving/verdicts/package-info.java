@NullMarked
package dev.hone.serving.verdicts;

import org.jspecify.annotations.NullMarked;
