package dev.hone.tasks;

import dev.hone.chat.Message;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Says which of the known templates a prompt is of; the cost is linear in the prompt's words. */
public final class TaskIndex {
  /** The share of a template's runs of words that a prompt must hold: a template may be amended. */
  static final double LEAST_SHARE = 0.8;

  private final String[] ids;
  private final int[] sizes;
  private final Map<Long, int[]> templatesByRun = new HashMap<>();

  public TaskIndex(List<PromptTemplate> templates) {
    ids = templates.stream().map(PromptTemplate::id).toArray(String[]::new);
    sizes = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      int template = i;
      long[] runs = templates.get(i).runs();
      sizes[i] = runs.length;
      for (long run : runs) {
        templatesByRun.merge(
            run,
            new int[] {template},
            (some, more) -> {
              int[] all = Arrays.copyOf(some, some.length + 1);
              all[some.length] = more[0];
              return all;
            });
      }
    }
  }

  /**
   * The id of the prompt's task, null where no template fits. Of several that fit, the one that
   * says most.
   */
  public @Nullable String task(List<Message> messages) {
    int[] found = new int[ids.length];
    long[] runs = Arrays.stream(PromptWords.of(messages).runs()).sorted().distinct().toArray();
    for (long run : runs) {
      for (int template : templatesByRun.getOrDefault(run, NONE)) {
        found[template]++;
      }
    }
    int best = -1;
    for (int i = 0; i < ids.length; i++) {
      boolean fits = found[i] > 0 && found[i] >= LEAST_SHARE * sizes[i];
      if (fits && (best < 0 || found[i] > found[best])) {
        best = i;
      }
    }
    return best < 0 ? null : ids[best];
  }

  private static final int[] NONE = {};
}
