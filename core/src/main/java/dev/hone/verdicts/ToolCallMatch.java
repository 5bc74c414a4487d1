package dev.hone.verdicts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.json.Json;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far the tools that an answer calls are those that the reference calls, by the rule of
 * OpenPipe's field comparison: for each expected call the best call of the same tool, by the share
 * of its arguments that are equal; then the mean over the expected calls. Arguments are compared
 * whole, one level deep. More calls or arguments than expected cost nothing.
 */
public final class ToolCallMatch {
  private ToolCallMatch() {}

  /** The verdict; it passes where all expected arguments of all expected calls are there. */
  public static Verdict judge(Message expected, Message actual) {
    double score = score(expected.toolCalls(), actual.toolCalls());
    return new Verdict.Scored(
        score, score == 1, String.format(Locale.ROOT, "%.0f%% of arguments", 100 * score));
  }

  /** From 0 to 1. */
  static double score(List<ToolCall> expected, List<ToolCall> actual) {
    if (expected.isEmpty()) {
      return actual.isEmpty() ? 1 : 0;
    }
    double sum = 0;
    for (ToolCall wanted : expected) {
      sum +=
          actual.stream()
              .filter(call -> call.name().equals(wanted.name()))
              .mapToDouble(call -> score(arguments(wanted), arguments(call)))
              .max()
              .orElse(0);
    }
    return sum / expected.size();
  }

  private static double score(@Nullable JsonNode expected, @Nullable JsonNode actual) {
    if (expected == null) {
      return 1; // nothing can be held against a reference that is no JSON
    }
    if (actual == null) {
      return 0;
    }
    if (expected.isEmpty() || actual.isEmpty()) {
      return expected.isEmpty() && actual.isEmpty() ? 1 : 0;
    }
    int equal = 0;
    for (Map.Entry<String, JsonNode> field : expected.properties()) {
      if (StructuredText.same(field.getValue(), actual.get(field.getKey()))) {
        equal++;
      }
    }
    return equal / (double) expected.size();
  }

  /** The arguments as an object, empty where there are none; null where they are no JSON object. */
  private static @Nullable JsonNode arguments(ToolCall call) {
    if (call.arguments().isBlank()) {
      return Json.object();
    }
    JsonNode arguments = Json.read(call.arguments());
    return arguments != null && arguments.isObject() ? arguments : null;
  }
}
