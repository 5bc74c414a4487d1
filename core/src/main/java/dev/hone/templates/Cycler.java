package dev.hone.templates;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** jinja2's cycler: gives its values one after the other, again and again. */
final class Cycler {
  private final List<@Nullable Object> values;
  private int position;

  Cycler(List<@Nullable Object> values) {
    if (values.isEmpty()) {
      throw new TemplateFailure("at least one item has to be provided");
    }
    this.values = values;
  }

  @Nullable Object attribute(String name) {
    return switch (name) {
      case "items" -> Tuple.copyOf(values);
      case "pos" -> (long) position;
      case "current" -> values.get(position);
      case "next" -> new Function(name, (rendering, given) -> next(given));
      case "reset" -> new Function(name, (rendering, given) -> reset(given));
      default -> Missing.VALUE;
    };
  }

  private @Nullable Object next(Arguments given) {
    given.bindInOrder("next", 0, 0);
    Object value = values.get(position);
    position = (position + 1) % values.size();
    return value;
  }

  private @Nullable Object reset(Arguments given) {
    given.bindInOrder("reset", 0, 0);
    position = 0;
    return null;
  }
}
