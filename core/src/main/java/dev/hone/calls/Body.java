package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.json.Json;
import org.jspecify.annotations.Nullable;

/** A request or response as a log holds it: text, or JSON that is parsed already. Parses once. */
final class Body {
  private @Nullable String text;
  private @Nullable JsonNode json;
  private boolean parsed;

  private Body(@Nullable String text, @Nullable JsonNode json, boolean parsed) {
    this.text = text;
    this.json = json;
    this.parsed = parsed;
  }

  /** Null where there is nothing: no value, or blank text. */
  static @Nullable Body of(@Nullable JsonNode value) {
    if (value == null || value.isNull() || value.isMissingNode()) {
      return null;
    }
    if (value.isTextual()) {
      return value.textValue().isBlank() ? null : new Body(value.textValue(), null, false);
    }
    return new Body(Json.write(value), value, true); // as logged, before anyone touches it
  }

  /** JSON that a log dialect put together, standing for that text of the log. */
  static Body of(JsonNode json, @Nullable String text) {
    return new Body(text, json, true);
  }

  /** The text as logged; for JSON that was logged as such, that JSON. */
  String text() {
    if (text == null) {
      text = Json.write(json());
    }
    return text;
  }

  /** The value, or null where the text is not JSON. */
  @Nullable JsonNode json() {
    if (!parsed) {
      json = text != null && ServerSentEvents.looksLike(text) ? null : Json.read(text);
      parsed = true;
    }
    return json;
  }
}
