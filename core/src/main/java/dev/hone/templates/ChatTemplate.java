package dev.hone.templates;

import static java.util.Objects.requireNonNull;

import java.math.BigInteger;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Hugging Face chat template, compiled once and rendered many times.
 *
 * <p>It means what Python's jinja2 3.1 makes of it in transformers' settings: an immutable sandbox,
 * {@code trim_blocks}, {@code lstrip_blocks}, {@code break} and {@code continue}, {@code tojson}
 * without escapes, {@code raise_exception}, {@code strftime_now} and {@code generation} blocks.
 * Templates are other people's programs, so they run within {@link TemplateLimits} and reach
 * nothing but their variables. Immutable; any number of threads may render at once.
 *
 * <p>Left out, with an error that says so: the tags {@code block}, {@code extends}, {@code
 * include}, {@code import}, {@code from}, {@code autoescape} and {@code print}, and the filters
 * {@code pprint}, {@code random}, {@code urlize}, {@code wordwrap} and {@code xmlattr}. {@code
 * safe} and {@code escape} give plain text, since nothing is escaped on printing.
 */
public final class ChatTemplate {
  private final Body root;
  private final TemplateLimits limits;
  private final Clock clock;

  private ChatTemplate(Body root, TemplateLimits limits, Clock clock) {
    this.root = root;
    this.limits = limits;
    this.clock = clock;
  }

  /**
   * Compiles with the default limits and this machine's clock and time zone.
   *
   * @throws TemplateException if the source is not a template, or uses what chat templates have no
   *     use for (inheritance and includes)
   */
  public static ChatTemplate compile(String source) {
    return compile(source, TemplateLimits.defaults(), Clock.system(ZoneId.systemDefault()));
  }

  /**
   * As {@link #compile(String)}.
   *
   * @param clock what {@code strftime_now} reads, in its zone
   */
  public static ChatTemplate compile(String source, TemplateLimits limits, Clock clock) {
    requireNonNull(source, "source");
    requireNonNull(limits, "limits");
    requireNonNull(clock, "clock");
    try {
      Body root = Parser.parse(source, limits);
      root.link(null, own -> {});
      return new ChatTemplate(root, limits, clock);
    } catch (TemplateFailure e) {
      throw new TemplateException(e.getMessage(), 1);
    } catch (StackOverflowError e) {
      throw new TemplateException("it nests too deep for this thread's stack", 1, e);
    }
  }

  /**
   * The text of a conversation.
   *
   * @param variables usually {@code messages}, {@code add_generation_prompt}, {@code bos_token},
   *     {@code eos_token} and {@code tools}, and whatever else the template reads; made of null,
   *     Boolean, Long, Double (or another boxed number), String, List and Map. Maps keep their
   *     order in {@code tojson}
   * @throws TemplateException if the template refuses the conversation, fails, or passes a limit
   * @throws IllegalArgumentException if a variable holds a value of another type
   */
  public String render(Map<String, ? extends @Nullable Object> variables) {
    return run(variables, false).text();
  }

  /**
   * As {@link #render}, with the places that {@code generation} blocks printed.
   *
   * @throws TemplateException also if a generation block stands where its place in the text is
   *     unknown: inside a macro or a captured block
   */
  public Rendered renderMarked(Map<String, ? extends @Nullable Object> variables) {
    return run(variables, true);
  }

  private Rendered run(Map<String, ? extends @Nullable Object> variables, boolean marked) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    variables.forEach((name, value) -> values.put(name, value(value, name, limits.depth())));
    Rendering rendering = new Rendering(values, limits, clock, marked);
    try {
      root.run(root.enter(rendering, null));
      return rendering.rendered();
    } catch (TemplateFailure e) {
      throw new TemplateException(e.getMessage(), rendering.line());
    } catch (StackOverflowError e) {
      throw new TemplateException("it nests too deep for this thread's stack", rendering.line(), e);
    }
  }

  /** A copy in the types that the interpreter works on. */
  private static @Nullable Object value(@Nullable Object value, String path, int deepest) {
    if (value == null || value instanceof String || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Long || value instanceof Double) {
      return value;
    }
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value instanceof BigInteger big) {
      return Numbers.narrow(big);
    }
    if (value instanceof Float real) {
      return (double) real;
    }
    if (deepest == 0) {
      throw new IllegalArgumentException("Invalid variable " + path + ": it nests too deep");
    }
    if (value instanceof List<?> list) {
      List<@Nullable Object> copy = new ArrayList<>(list.size());
      for (Object element : list) {
        copy.add(value(element, path, deepest - 1));
      }
      return copy;
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
      map.forEach(
          (key, element) ->
              copy.put(value(key, path, 0), value(element, path + "." + key, deepest - 1)));
      return copy;
    }
    throw new IllegalArgumentException(
        "Invalid variable "
            + path
            + ": a "
            + value.getClass().getName()
            + "; a template's values are null, Boolean, Long, Double, String, List or Map");
  }
}
