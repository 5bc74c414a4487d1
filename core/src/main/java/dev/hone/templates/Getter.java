package dev.hone.templates;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The element or attribute at a path such as {@code function.parameters.0}, as filters take it.
 *
 * @param otherwise what stands in for an undefined step; null for none
 */
record Getter(Rendering rendering, List<Object> path, @Nullable Object otherwise) {

  /** {@code attribute} is a dotted path, an index, or absent: then it gets the value itself. */
  static Getter of(Rendering rendering, @Nullable Object attribute, @Nullable Object otherwise) {
    List<Object> path = new ArrayList<>();
    if (attribute instanceof String names) {
      for (String part : names.split("\\.", -1)) {
        boolean index = !part.isEmpty() && part.codePoints().allMatch(CaseText::isDecimal);
        Object number = index ? NumberText.integer(part, 10) : null;
        path.add(number == null ? part : number);
      }
    } else if (attribute != null && attribute != Missing.VALUE) {
      path.add(attribute);
    }
    return new Getter(rendering, path, otherwise);
  }

  @Nullable Object get(@Nullable Object value) {
    Object found = value;
    for (Object part : path) {
      rendering.charge(1);
      found = Access.item(rendering, found, part);
      if (otherwise != null && found instanceof Undefined) {
        found = otherwise;
      }
    }
    return found;
  }
}
