package dev.hone.reviews;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Why people are asked about an answer; there may be several reasons for one.
 *
 * @param doubt what a judge's verdict leaves open, in a few words, or null. Not for reviewers: who
 *     knows the verdict before deciding agrees with it more than they would
 * @param drawnBy the run that drew it at random from all answers that it had judged; null where it
 *     was picked. Only what was drawn says anything about the answers that nobody looked at
 * @param unseenShare the share of the request's text that is in no request trained on, from 0 to 1,
 *     where that is why; else null
 * @param calls how many logged calls the request stands for, its near-duplicates counted, where
 *     that is why; else null
 */
public record Reasons(
    @Nullable String doubt,
    @Nullable String drawnBy,
    @Nullable Double unseenShare,
    @Nullable Long calls) {
  /** No reason yet. */
  public static final Reasons NONE = new Reasons(null, null, null, null);

  /** Because a verdict leaves something open. */
  public static Reasons doubt(String doubt) {
    return NONE.withDoubt(doubt);
  }

  public Reasons withDoubt(String words) {
    return new Reasons(words, drawnBy, unseenShare, calls);
  }

  /** Drawn at random, too. */
  public Reasons withDraw(String runId) {
    return new Reasons(doubt, runId, unseenShare, calls);
  }

  /** Novel, too. */
  public Reasons withUnseenShare(double share) {
    return new Reasons(doubt, drawnBy, share, calls);
  }

  /** Of much traffic, too. */
  public Reasons withCalls(long count) {
    return new Reasons(doubt, drawnBy, unseenShare, count);
  }

  /** These, and of others what these lack. */
  Reasons or(Reasons others) {
    return new Reasons(
        doubt == null ? others.doubt : doubt,
        drawnBy == null ? others.drawnBy : drawnBy,
        unseenShare == null ? others.unseenShare : unseenShare,
        calls == null ? others.calls : calls);
  }

  /** In words for whoever decides: they tell nothing of what a judge said. */
  public List<String> words() {
    List<String> words = new ArrayList<>();
    if (doubt != null) {
      words.add("a judge is in doubt");
    }
    if (unseenShare != null) {
      words.add(
          String.format(
              Locale.ROOT,
              "%.0f%% of the request is in nothing that was trained on",
              100 * unseenShare));
    }
    if (calls != null) {
      words.add(String.format(Locale.ROOT, "stands for %,d logged calls", calls));
    }
    if (drawnBy != null) {
      words.add("drawn at random");
    }
    return words;
  }

  /**
   * What is looked at first: picked doubts, then what was drawn, then the rest. Doubts among what
   * was drawn come in no front place: who stops half way would leave a draw of doubts.
   */
  int rank() {
    return drawnBy != null ? 1 : doubt != null ? 0 : 2;
  }
}
