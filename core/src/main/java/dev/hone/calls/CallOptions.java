package dev.hone.calls;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a log is to be read. Travels to executors.
 *
 * @param dialect the name of a {@link Dialect} to take without looking, or null to tell it from
 *     columns and content, row by row
 * @param keepOwn whether calls that Hone itself made through a logging gateway are calls like any
 *     other; otherwise they are kept as rows and no example is made of them
 * @param sessionPath where the session stands, as {@link FieldPath} writes it, or null for where it
 *     usually does
 * @param userPath where the end user stands, or null for where it usually does
 * @param tagPath where more tags stand, or null
 */
public record CallOptions(
    @Nullable String dialect,
    boolean keepOwn,
    @Nullable String sessionPath,
    @Nullable String userPath,
    @Nullable String tagPath)
    implements Serializable {

  private static final long serialVersionUID = 1;

  public static final CallOptions DEFAULT = new CallOptions(null, false, null, null, null);

  private static final List<String> NAMES =
      List.of("dialect", "keepOwn", "sessionPath", "userPath", "tagPath");

  public CallOptions {
    if (dialect != null) {
      Dialects.named(dialect); // refuses unknown ones
    }
  }

  /**
   * Options by name, as SQL and Spark's readers give them.
   *
   * @throws IllegalArgumentException naming all that are unknown or have no such value
   */
  public static CallOptions of(Map<String, String> options) {
    List<String> problems = new ArrayList<>();
    for (String name : options.keySet()) {
      if (!NAMES.contains(name)) {
        problems.add("Unknown option '" + name + "'; there are " + NAMES + ".");
      }
    }
    String keep = options.getOrDefault("keepOwn", "false");
    if (!keep.equals("true") && !keep.equals("false")) {
      problems.add("Invalid keepOwn: '" + keep + "'. Use true or false.");
    }
    String dialect = options.get("dialect");
    if (dialect != null && !Dialects.names().contains(dialect)) {
      problems.add(Dialects.unknown(dialect));
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join(" ", problems));
    }
    return new CallOptions(
        dialect,
        keep.equals("true"),
        options.get("sessionPath"),
        options.get("userPath"),
        options.get("tagPath"));
  }
}
