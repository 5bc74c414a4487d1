package dev.hone.profile;

import static java.util.Objects.requireNonNull;

import dev.hone.calls.LoggedCall;
import dev.hone.chat.Message;
import dev.hone.json.Json;
import java.util.List;

/**
 * Which task a call belongs to: the one its tags name, else the one its system message defines.
 *
 * @param key the same for all calls of a task, over re-reads too
 * @param label for people: the tag, or how the system message begins; logged text, so escape it
 */
public record TaskKey(String key, String label) {
  /** Tags that name a task, the first that is there. */
  public static final List<String> TAGS = List.of("task", "prompt_id", "workload_id");

  /** The task of calls that nothing tells apart. */
  public static final TaskKey NONE = new TaskKey("none", "no system message");

  private static final int LABEL_CHARS = 60;
  private static final int HASH_CHARS = 12;

  public TaskKey {
    requireNonNull(key, "key");
    requireNonNull(label, "label");
  }

  public static TaskKey of(LoggedCall call) {
    for (String tag : TAGS) {
      String name = call.tags().get(tag);
      if (name != null && !name.isBlank()) {
        return new TaskKey("tag:" + name, shortened(name));
      }
    }
    StringBuilder system = new StringBuilder();
    for (Message message : call.messages()) {
      if (message.role().equals(Message.SYSTEM)) {
        system.append(message.text()).append('\n');
      }
    }
    if (system.toString().isBlank()) {
      return NONE;
    }
    return new TaskKey(
        "system:" + Json.sha256("task", system.toString()).substring(0, HASH_CHARS),
        shortened(system.toString()));
  }

  private static String shortened(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    if (line.length() <= LABEL_CHARS) {
      return line;
    }
    int end =
        Character.isHighSurrogate(line.charAt(LABEL_CHARS - 1)) ? LABEL_CHARS - 1 : LABEL_CHARS;
    return line.substring(0, end) + "…";
  }
}
