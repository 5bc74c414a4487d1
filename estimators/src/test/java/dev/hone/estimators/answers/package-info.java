@NullMarked
package dev.hone.estimators.answers;

import org.jspecify.annotations.NullMarked;
