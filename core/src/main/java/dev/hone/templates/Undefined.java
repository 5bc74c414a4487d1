package dev.hone.templates;

/**
 * jinja2's default undefined value: it prints as nothing, is false and empty, and fails with its
 * message in any other use.
 */
record Undefined(String message) {
  static Undefined variable(String name) {
    return new Undefined("'" + name + "' is undefined");
  }

  static Undefined attribute(Object owner, Object name) {
    String type = Types.describe(owner);
    return new Undefined(
        name instanceof String
            ? "'" + type + "' has no attribute '" + name + "'"
            : type + " has no element " + PythonText.repr(name));
  }

  TemplateFailure failure() {
    return new TemplateFailure(message);
  }
}
