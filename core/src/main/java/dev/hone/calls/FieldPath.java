package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A place in a row, keys joined by dots: a column and keys of the JSON in it ({@code
 * request.extra_params.session_id}), or keys of the request's body alone ({@code
 * extra_params.session_id}). A key may itself hold dots ({@code attributes.session.id}).
 */
public final class FieldPath {
  private FieldPath() {}

  /** The column that a path begins with, so far as a table has it, or else the whole path. */
  public static String column(String path) {
    int dot = path.indexOf('.');
    return dot < 0 ? path : path.substring(0, dot);
  }

  /** The value at a path, or a missing node. */
  static JsonNode find(String path, ObjectNode row, @Nullable JsonNode request) {
    JsonNode found = find(path, row);
    return found.isMissingNode() && request != null ? find(path, request) : found;
  }

  private static JsonNode find(String path, JsonNode in) {
    JsonNode object = in.isTextual() ? LogFields.tree(in) : in;
    if (object.has(path)) {
      return object.get(path);
    }
    // The longest key first, so that a key with dots is found as itself.
    for (int dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
      JsonNode inner = object.path(path.substring(0, dot));
      if (!inner.isMissingNode()) {
        JsonNode found = find(path.substring(dot + 1), inner);
        if (!found.isMissingNode()) {
          return found;
        }
      }
    }
    return MissingNode.getInstance();
  }
}
