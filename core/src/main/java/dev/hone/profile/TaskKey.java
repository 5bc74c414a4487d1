package dev.hone.profile;

import static java.util.Objects.requireNonNull;

import dev.hone.tasks.PromptTemplate;
import java.util.List;

/**
 * Which task a call belongs to: the one its tags name, else the one whose prompt template it is of.
 *
 * @param key the same for all calls of a task, in every log
 * @param label for people: the tag, or how the template begins; logged text, so escape it
 */
public record TaskKey(String key, String label) {
  /** Tags that name a task, the first that is there. */
  public static final List<String> TAGS = List.of("task", "prompt_id", "workload_id");

  /** Calls that no tag names and that share no prompt template: many tasks, or none. */
  public static final TaskKey NONE = new TaskKey("none", "calls of no common prompt");

  /** What the keys of named tasks begin with; those of templates never do. */
  public static final String TAG_PREFIX = "tag:";

  private static final int LABEL_CHARS = 60;

  public TaskKey {
    requireNonNull(key, "key");
    requireNonNull(label, "label");
  }

  /** The task of calls that a tag names so. */
  public static TaskKey ofTag(String name) {
    return new TaskKey(TAG_PREFIX + name, shortened(name));
  }

  /** The task of calls of that template. */
  public static TaskKey of(PromptTemplate template) {
    return new TaskKey(template.id(), shortened(template.text().replaceFirst("^\\[\\w+] ", "")));
  }

  private static String shortened(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    if (line.length() <= LABEL_CHARS) {
      return line;
    }
    int end =
        Character.isHighSurrogate(line.charAt(LABEL_CHARS - 1)) ? LABEL_CHARS - 1 : LABEL_CHARS;
    return line.substring(0, end).strip() + "…";
  }
}
