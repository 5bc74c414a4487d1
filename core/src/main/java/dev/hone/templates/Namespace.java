package dev.hone.templates;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** jinja2's namespace: the one value whose attributes a template may set. */
final class Namespace {
  private final Map<Object, @Nullable Object> attributes;

  Namespace(Map<?, ?> attributes) {
    this.attributes = new LinkedHashMap<>(attributes);
  }

  Map<Object, @Nullable Object> attributes() {
    return attributes;
  }
}
