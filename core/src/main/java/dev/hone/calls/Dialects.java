package dev.hone.calls;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** All dialects there are. */
public final class Dialects {
  /** In the order they are tried: whoever's columns say most comes first. */
  private static final List<LogDialect> LOGS =
      List.of(
          new DatabricksLog(),
          new LiteLlmLog(),
          new HeliconeLog(),
          new LangfuseObservations(),
          new OpenPipeLog(),
          new DatadogSpans(),
          new MlflowTraces(),
          new OpenTelemetrySpans(),
          new HttpCapture());

  private static final List<BodyDialect> BODIES =
      List.of(
          OpenAiChat.INSTANCE,
          OpenAiResponses.INSTANCE,
          AnthropicMessages.INSTANCE,
          OpenAiCompletions.INSTANCE);

  private Dialects() {}

  /** Their names, logs first. */
  public static List<String> names() {
    return Stream.<Dialect>concat(LOGS.stream(), BODIES.stream())
        .map(Dialect::dialectName)
        .toList();
  }

  /**
   * The dialect of that name.
   *
   * @throws IllegalArgumentException if there is none, with those that there are
   */
  public static Dialect named(String name) {
    return Stream.<Dialect>concat(LOGS.stream(), BODIES.stream())
        .filter(dialect -> dialect.dialectName().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(unknown(name)));
  }

  static String unknown(String name) {
    return "Unknown dialect '" + name + "'. There are " + names() + ".";
  }

  /** Those that a log with these columns may be in, the likeliest first; none where it is none. */
  public static List<LogDialect> fitting(Set<String> columns) {
    return LOGS.stream().filter(dialect -> dialect.fits(columns)).toList();
  }
}
