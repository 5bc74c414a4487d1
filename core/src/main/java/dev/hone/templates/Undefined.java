package dev.hone.templates;

import org.jspecify.annotations.Nullable;

/**
 * jinja2's default undefined value: it prints as nothing, is false and empty, and fails with its
 * message in any other use.
 */
record Undefined(String message) {
  static Undefined variable(String name) {
    return new Undefined("'" + name + "' is undefined");
  }

  static Undefined attribute(@Nullable Object owner, @Nullable Object name) {
    String type = Types.describe(owner);
    return new Undefined(
        name instanceof String
            ? "'" + type + "' has no attribute '" + name + "'"
            : type + " has no element " + PythonText.repr(name));
  }

  /** All undefined values are equal, whatever was looked up. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Undefined;
  }

  @Override
  public int hashCode() {
    return Undefined.class.hashCode();
  }

  TemplateFailure failure() {
    return new TemplateFailure(message);
  }
}
