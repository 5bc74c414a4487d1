package dev.hone.profile;

import static java.util.Objects.requireNonNull;

import dev.hone.calls.Price;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is in a log.
 *
 * @param source the log
 * @param total all calls
 * @param from the earliest call, in milliseconds since 1970, or null where no call says when
 * @param to the latest, or null
 * @param models by the model that answered, most calls first
 * @param statuses calls by HTTP status, most first; a missing one is {@code -}
 * @param outcomes calls by what became of them, most first
 * @param days by UTC day, in order; calls without a time are {@code -}
 * @param tools tools offered and called, most called first
 * @param tasks the largest tasks, most calls first
 * @param otherTasks how many tasks are not listed
 * @param exactRepeats calls that ask exactly what an earlier one asked
 * @param nearRepeats calls that ask nearly what an earlier one asked, exact repeats included
 * @param personalData calls by kind of personal data found, most first
 * @param standIn the price at which a small tuned model is reckoned
 */
public record LogProfile(
    String source,
    Sum total,
    @Nullable Long from,
    @Nullable Long to,
    List<Sum> models,
    List<Count> statuses,
    List<Count> outcomes,
    List<Sum> days,
    List<Tool> tools,
    List<Task> tasks,
    long otherTasks,
    long exactRepeats,
    long nearRepeats,
    List<Count> personalData,
    Price standIn) {

  /** How many calls of one sort. */
  public record Count(String name, long calls) {
    public Count {
      requireNonNull(name, "name");
    }
  }

  /**
   * Calls of one sort, added up.
   *
   * @param complete calls that an example can be made of
   * @param counted calls whose log says how many tokens; those below are of these
   * @param input tokens read, cached ones included
   * @param cached tokens read from a cache
   * @param output tokens written
   * @param priced calls whose cost is known
   * @param usd what those cost
   * @param medianMillis median latency of calls that have one, or null
   * @param p95Millis nineteen in twenty answered within, or null
   */
  public record Sum(
      String name,
      long calls,
      long complete,
      long counted,
      long input,
      long cached,
      long output,
      long priced,
      double usd,
      @Nullable Double medianMillis,
      @Nullable Double p95Millis) {
    public Sum {
      requireNonNull(name, "name");
    }

    /** The cost, or null where no call's is known. */
    public @Nullable Double usdIfKnown() {
      return priced == 0 ? null : usd;
    }
  }

  /** A tool: calls that offered it, and how often it was called. */
  public record Tool(String name, long offered, long called) {
    public Tool {
      requireNonNull(name, "name");
    }
  }

  /**
   * One task.
   *
   * @param key as {@link TaskKey#key}
   * @param label as {@link TaskKey#label}; logged text
   * @param sum its calls
   * @param distinct different requests among its complete calls
   * @param agreement of requests asked more than once, the share of their calls that got the
   *     request's most frequent answer; null where none was
   * @param staticShare share of the characters of its prompts that all of them share
   * @param worth whether tuning looks worth it
   * @param sampleIds ids of a few of its calls
   */
  public record Task(
      String key,
      String label,
      Sum sum,
      long distinct,
      @Nullable Double agreement,
      double staticShare,
      Worth worth,
      List<String> sampleIds) {
    public Task {
      sampleIds = List.copyOf(sampleIds);
    }
  }

  public LogProfile {
    requireNonNull(source, "source");
    models = List.copyOf(models);
    statuses = List.copyOf(statuses);
    outcomes = List.copyOf(outcomes);
    days = List.copyOf(days);
    tools = List.copyOf(tools);
    tasks = List.copyOf(tasks);
    personalData = List.copyOf(personalData);
  }
}
