@NullMarked
package dev.hone.estimators.verdicts;

import org.jspecify.annotations.NullMarked;
