@NullMarked
package dev.hone.estimators;

import org.jspecify.annotations.NullMarked;
