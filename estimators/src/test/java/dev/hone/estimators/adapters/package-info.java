@NullMarked
package dev.hone.estimators.adapters;

import org.jspecify.annotations.NullMarked;
