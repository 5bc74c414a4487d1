package dev.hone.providers;

import java.net.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/** A key and where it is from. It prints as {@code ***} and leaves only in a request's header. */
final class ApiKey {
  static final ApiKey NONE = new ApiKey(null, null);

  private final @Nullable KeyRef reference;
  private final @Nullable String value;

  private ApiKey(@Nullable KeyRef reference, @Nullable String value) {
    this.reference = reference;
    this.value = value;
  }

  static ApiKey of(KeyRef reference, KeySource source) {
    String value = source.value(reference);
    String stripped = value == null ? "" : value.strip();
    // A line break in a header would be refused with the key in the message: say it without.
    if (stripped.chars().anyMatch(c -> c < 0x21 || c > 0x7e)) {
      throw new IllegalArgumentException(
          "The key in " + reference + " holds a character that no key has. Set it again.");
    }
    return new ApiKey(reference, stripped.isEmpty() ? null : stripped);
  }

  boolean isSet() {
    return value != null;
  }

  boolean isIn(String text) {
    return value != null && text.contains(value);
  }

  /** Where it is from, for messages. */
  String from() {
    return reference == null ? "(no key)" : reference.toString();
  }

  void addTo(HttpRequest.Builder request, String header, String prefix) {
    if (value != null) {
      request.header(header, prefix + value);
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}
