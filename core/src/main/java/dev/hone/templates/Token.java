package dev.hone.templates;

import org.jspecify.annotations.Nullable;

/**
 * One token of a template.
 *
 * @param text the name, the operator, or the source text
 * @param value the decoded string or number, or the exception of an ERROR; null for the other kinds
 * @param line from 1
 */
record Token(Kind kind, String text, @Nullable Object value, int line) {
  enum Kind {
    DATA("template data"),
    VARIABLE_BEGIN("begin of print statement"),
    VARIABLE_END("end of print statement"),
    BLOCK_BEGIN("begin of statement block"),
    BLOCK_END("end of statement block"),
    NAME("name"),
    STRING("string"),
    INTEGER("integer"),
    FLOAT("float"),
    OPERATOR("operator"),
    ERROR("what is not a token"),
    END("end of template");

    private final String description;

    Kind(String description) {
      this.description = description;
    }
  }

  boolean isName(String name) {
    return kind == Kind.NAME && text.equals(name);
  }

  boolean isOperator(String operator) {
    return kind == Kind.OPERATOR && text.equals(operator);
  }

  String describe() {
    return kind == Kind.NAME || kind == Kind.OPERATOR ? "'" + text + "'" : kind.description;
  }
}
