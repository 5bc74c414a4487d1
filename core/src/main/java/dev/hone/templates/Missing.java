package dev.hone.templates;

/** Stands for "no value here" where null would be Python's None. */
enum Missing {
  VALUE
}
