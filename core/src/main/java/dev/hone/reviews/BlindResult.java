package dev.hone.reviews;

import dev.hone.verdicts.Verdict;
import dev.hone.verdicts.Verdict.Side;
import dev.hone.verdicts.Verdict.TieCause;
import dev.hone.verdicts.WinRate;
import dev.hone.verdicts.statistics.Agreement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What people who were not told whose answers they saw said of a model's answers beside the logged
 * ones: of those that a run drew at random, where the two differ.
 *
 * @param model whose answers
 * @param winRate how often they were preferred; every person's word on a pair counts, and all on
 *     one group's pairs are one voice in the interval
 * @param open pairs that nobody has compared yet
 * @param people how far the first two who compared a pair agree; null where no two did
 */
public record BlindResult(String model, WinRate winRate, long open, @Nullable Agreement people) {
  /** The interval is drawn the same way every time. */
  private static final long SEED = 1;

  /** By model; models of which no pair was compared are left out. */
  public static List<BlindResult> of(Reviews reviews, String runId) {
    Map<String, List<Review>> byModel = new TreeMap<>();
    for (Review review : reviews.drawnBy(runId)) {
      if (!review.sameAnswers()) {
        byModel.computeIfAbsent(review.model(), none -> new ArrayList<>()).add(review);
      }
    }
    List<BlindResult> results = new ArrayList<>();
    byModel.forEach((model, pairs) -> of(reviews, model, pairs).ifPresent(results::add));
    return results;
  }

  private static Optional<BlindResult> of(Reviews reviews, String model, List<Review> pairs) {
    List<WinRate.Comparison> comparisons = new ArrayList<>();
    List<List<Reviewed>> said = new ArrayList<>();
    for (Review pair : pairs) {
      List<Reviewed> words = reviews.blindOf(pair);
      words.forEach(word -> comparisons.add(new WinRate.Comparison(pair.group(), verdict(word))));
      said.add(words);
    }
    return comparisons.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new BlindResult(
                model,
                WinRate.of(comparisons, SEED),
                said.stream().filter(List::isEmpty).count(),
                Reviews.agreement(said, word -> word.kind().text()).orElse(null)));
  }

  private static Verdict verdict(Reviewed word) {
    String by = "by " + word.reviewer();
    double preference = word.preference();
    return preference == 0.5
        ? new Verdict.Tied(TieCause.SAID, by)
        : new Verdict.Preferred(preference > 0.5 ? Side.FIRST : Side.SECOND, by);
  }
}
