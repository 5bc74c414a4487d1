package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row's fields, read as what a dialect expects in them. Each method takes names in order of
 * preference and answers for the first that is not null. A value of another kind than expected is
 * kept as a tag, so that nothing is lost.
 */
final class LogFields {
  /** The year 9999, the last that Spark holds: a time beyond it would fail the whole job. */
  private static final long LAST_MILLIS = 253_402_300_799_999L;

  /** Numbers up to this are seconds since 1970 (until the year 5138), then milliseconds, ... */
  private static final double LAST_SECOND = 1e11;

  private static final double LAST_NANO = 1e20;
  private static final double THOUSAND = 1e3;
  private static final double LARGEST_WHOLE = 1e18;

  private final ObjectNode fields;
  private final Map<String, String> tags;

  LogFields(ObjectNode fields, Map<String, String> tags) {
    this.fields = fields;
    this.tags = tags;
  }

  ObjectNode all() {
    return fields;
  }

  /** Whether one of them is there and not null. */
  boolean has(String... names) {
    return nameOf(names) != null;
  }

  private @Nullable String nameOf(String... names) {
    for (String name : names) {
      if (fields.hasNonNull(name)) {
        return name;
      }
    }
    return null;
  }

  /** The value as it is, or null. */
  @Nullable JsonNode value(String... names) {
    String name = nameOf(names);
    return name == null ? null : fields.get(name);
  }

  /** The value as text: JSON where it is no text; null where it is empty. */
  @Nullable String text(String... names) {
    JsonNode value = value(names);
    String text = value == null ? "" : value.isContainerNode() ? Json.write(value) : value.asText();
    return text.isEmpty() ? null : text;
  }

  /** An object or array, given as such or as its JSON text; else a missing node. */
  JsonNode tree(String... names) {
    return tree(value(names));
  }

  /** As {@link #tree(String...)}, of a value. */
  static JsonNode tree(@Nullable JsonNode value) {
    JsonNode tree = value;
    if (value != null && value.isTextual()) {
      String text = value.textValue().stripLeading();
      tree = text.startsWith("{") || text.startsWith("[") ? Json.read(text) : null;
    }
    return tree != null && tree.isContainerNode()
        ? tree
        : com.fasterxml.jackson.databind.node.MissingNode.getInstance();
  }

  @Nullable Body body(String... names) {
    return Body.of(value(names));
  }

  @Nullable Double real(String... names) {
    String name = nameOf(names);
    if (name == null) {
      return null;
    }
    Double number = number(fields.get(name));
    if (number == null) {
      keep(name);
    }
    return number;
  }

  static @Nullable Double number(@Nullable JsonNode value) {
    if (value == null || value.isContainerNode() || value.isNull()) {
      return null;
    }
    try {
      double number =
          value.isNumber() ? value.doubleValue() : Double.parseDouble(value.asText().strip());
      return Double.isFinite(number) ? number : null;
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /** A whole number; a fraction is rounded. */
  @Nullable Long whole(String... names) {
    String name = nameOf(names);
    if (name == null) {
      return null;
    }
    JsonNode value = fields.get(name);
    if (value.isIntegralNumber() && value.canConvertToLong()) {
      return value.longValue();
    }
    Double number = number(value);
    if (number == null || Math.abs(number) >= LARGEST_WHOLE) {
      keep(name);
      return null;
    }
    return Math.round(number);
  }

  /** An HTTP status; a word such as {@code success} is none, and becomes a tag. */
  @Nullable Integer status(String... names) {
    Long status = whole(names);
    if (status == null || status.intValue() == status) {
      return status == null ? null : status.intValue();
    }
    keep(String.valueOf(nameOf(names)));
    return null;
  }

  /** A time in milliseconds since 1970. */
  @Nullable Long epochMillis(String... names) {
    String name = nameOf(names);
    if (name == null) {
      return null;
    }
    Long millis = epochMillis(fields.get(name));
    if (millis == null) {
      keep(name);
    }
    return millis;
  }

  static @Nullable Long epochMillis(@Nullable JsonNode value) {
    if (value == null || value.isContainerNode() || value.isNull()) {
      return null;
    }
    Double number = number(value);
    Long millis =
        number == null ? dateMillis(value.asText().strip()) : Long.valueOf(scaled(number));
    return millis == null || millis > LAST_MILLIS || millis < -LAST_MILLIS ? null : millis;
  }

  private static long scaled(double number) {
    double size = Math.abs(number);
    if (size <= LAST_SECOND) {
      return Math.round(number * THOUSAND);
    }
    double millis = number;
    while (Math.abs(millis) > LAST_SECOND * THOUSAND && size <= LAST_NANO) {
      millis /= THOUSAND; // microseconds or nanoseconds
    }
    return Math.round(millis);
  }

  private static @Nullable Long dateMillis(String text) {
    String iso = text.replaceFirst(" ", "T").replaceFirst(" UTC$", "Z");
    try {
      return OffsetDateTime.parse(iso).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      // without an offset, then: logs write UTC
    }
    try {
      return LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC).toEpochMilli();
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** True or false, also as text; null for anything else. */
  @Nullable Boolean flag(String... names) {
    String text = text(names);
    if ("true".equalsIgnoreCase(text)) {
      return true;
    }
    return "false".equalsIgnoreCase(text) ? Boolean.FALSE : null;
  }

  /** Makes the fields' texts tags of the same names, where they are there. */
  void tag(String... names) {
    for (String name : names) {
      String text = text(name);
      if (text != null) {
        tags.put(name, text);
      }
    }
  }

  /** Makes tags of an object's entries or an array's texts, {@code name:value} or a word alone. */
  void tagAll(JsonNode source) {
    Tags.addAll(source, tags);
  }

  private void keep(String name) {
    String text = text(name);
    if (text != null) {
      tags.put(name, text);
    }
  }

  /** Milliseconds between two times, or null where one is unknown or they are in wrong order. */
  static @Nullable Long between(@Nullable Long from, @Nullable Long to) {
    return from == null || to == null || to < from ? null : Long.valueOf(to - from);
  }
}
