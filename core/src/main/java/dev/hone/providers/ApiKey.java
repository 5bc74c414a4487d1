package dev.hone.providers;

import java.net.http.HttpRequest;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A key out of the environment. It prints as {@code ***} and leaves only in a request's header. */
final class ApiKey {
  private final String variable;
  private final @Nullable String value;

  private ApiKey(String variable, @Nullable String value) {
    this.variable = variable;
    this.value = value;
  }

  static ApiKey fromEnvironment(String variable, UnaryOperator<@Nullable String> environment) {
    String value = environment.apply(variable);
    String stripped = value == null ? "" : value.strip();
    // A line break in a header would be refused with the key in the message: say it without.
    if (stripped.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
      throw new IllegalArgumentException(
          "The key in " + variable + " holds a character that no key has. Set it again.");
    }
    return new ApiKey(variable, stripped.isEmpty() ? null : stripped);
  }

  String variable() {
    return variable;
  }

  boolean isSet() {
    return value != null;
  }

  boolean isIn(String text) {
    return value != null && text.contains(value);
  }

  void addTo(HttpRequest.Builder request) {
    if (value != null) {
      request.header("Authorization", "Bearer " + value);
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
