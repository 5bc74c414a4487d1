/** Fitting LoRA adapters: the estimator and the model that answers with what it fitted. */
@NullMarked
package dev.hone.estimators.adapters;

import org.jspecify.annotations.NullMarked;
