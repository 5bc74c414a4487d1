package dev.hone.reviews;

import dev.hone.verdicts.statistics.Agreement;
import dev.hone.verdicts.statistics.Alignment;
import dev.hone.verdicts.statistics.Bootstrap;
import dev.hone.verdicts.statistics.CorrectedRate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A judge beside people, on the answers that both gave a word on. What was drawn at random and what
 * was picked, for being doubtful or novel or often asked, are counted apart: only the former say
 * how the judge does in general, and only they correct its rate.
 *
 * @param judge who judged
 * @param model whose answers
 * @param otherModel what they were held against
 * @param drawn answers drawn at random, in any run: whether judge and people let them pass
 * @param picked likewise, of answers that were picked
 * @param divided answers on which as many people say right as say wrong: counted in neither
 * @param draw what the last run that drew at random says of itself; null where this judge gave it
 *     no verdict
 */
public record JudgeAlignment(
    String judge,
    String model,
    String otherModel,
    Alignment drawn,
    Alignment picked,
    long divided,
    @Nullable Draw draw) {

  /**
   * A run, by the answers that it drew at random from all that the judge gave a verdict on. A rate
   * is null until people decided all of these, {@link CorrectedRate#LEAST_LABELLED} at least: of a
   * part, nobody knows how it came to be decided first.
   *
   * @param runId the run
   * @param answers drawn answers
   * @param decided those that people found right or wrong
   * @param rightRate the share of all of the model's answers that people would find right
   * @param pairs drawn answers between which and the other one the judge had to choose
   * @param compared those that people compared blind
   * @param winRate how often people would prefer the model's answer, of all pairs that differ
   * @param preferences how far the judge's choices between two answers are people's; null where
   *     both chose in no pair
   */
  public record Draw(
      String runId,
      long answers,
      long decided,
      @Nullable CorrectedRate rightRate,
      long pairs,
      long compared,
      @Nullable CorrectedRate winRate,
      @Nullable Agreement preferences) {}

  /**
   * Every judge that people can be held against, in the order of the verdicts.
   *
   * @param judged verdicts of all runs; where one judged the same answers again, the latest counts
   */
  public static List<JudgeAlignment> of(Reviews reviews, List<JudgedAnswer> judged) {
    Map<List<String>, List<JudgedAnswer>> byJudge = new LinkedHashMap<>();
    for (JudgedAnswer one : judged) {
      byJudge
          .computeIfAbsent(
              List.of(one.judge(), one.model(), one.otherModel()), none -> new ArrayList<>())
          .add(one);
    }
    return byJudge.values().stream()
        .map(verdicts -> ofOne(reviews, verdicts))
        .filter(JudgeAlignment::saysAnything)
        .toList();
  }

  private boolean saysAnything() {
    return drawn.rows() + picked.rows() + divided > 0
        || (draw != null && draw.decided() + draw.compared() > 0);
  }

  private static JudgeAlignment ofOne(Reviews reviews, List<JudgedAnswer> verdicts) {
    Map<String, JudgedAnswer> latest = latest(verdicts);
    List<Alignment.Row> drawn = new ArrayList<>();
    List<Alignment.Row> picked = new ArrayList<>();
    long divided = 0;
    for (Review review : reviews.all()) {
      JudgedAnswer verdict = latest.get(review.id());
      OptionalDouble right = right(reviews.of(review));
      if (verdict == null || right.isEmpty()) {
        continue;
      }
      if (right.getAsDouble() == 0.5) {
        divided++;
      } else {
        (reviews.isDrawn(review) ? drawn : picked)
            .add(new Alignment.Row(verdict.passes(), right.getAsDouble() > 0.5));
      }
    }
    JudgedAnswer any = verdicts.get(0);
    return new JudgeAlignment(
        any.judge(),
        any.model(),
        any.otherModel(),
        Alignment.of(drawn),
        Alignment.of(picked),
        divided,
        reviews.lastDraw().map(run -> draw(reviews, run, verdicts)).orElse(null));
  }

  /** By review; without those that hold no verdict. */
  private static Map<String, JudgedAnswer> latest(Collection<JudgedAnswer> verdicts) {
    Map<String, JudgedAnswer> latest = new LinkedHashMap<>();
    for (JudgedAnswer one : verdicts) {
      if (one.score() != null) {
        latest.merge(one.reviewId(), one, (a, b) -> b.epochMillis() >= a.epochMillis() ? b : a);
      }
    }
    return latest;
  }

  /** The share of people who find it right. */
  private static OptionalDouble right(List<Reviewed> words) {
    return words.stream().mapToDouble(word -> word.findsRight() ? 1 : 0).average();
  }

  private static OptionalDouble preferred(List<Reviewed> words) {
    return words.stream().mapToDouble(Reviewed::preference).average();
  }

  private static @Nullable Draw draw(
      Reviews reviews, String runId, List<JudgedAnswer> allVerdicts) {
    Map<String, JudgedAnswer> verdicts =
        latest(allVerdicts.stream().filter(one -> one.runId().equals(runId)).toList());
    if (verdicts.isEmpty()) {
      return null;
    }
    List<JudgedAnswer> answers =
        reviews.drawnBy(runId).stream()
            .flatMap(review -> Stream.ofNullable(verdicts.get(review.id())))
            .toList();
    List<JudgedAnswer> pairs = answers.stream().filter(JudgedAnswer::chooses).toList();
    List<Both> decided = both(answers, id -> right(reviews.of(id)));
    List<Both> compared = both(pairs, id -> preferred(reviews.blindOf(id)));
    return new Draw(
        runId,
        answers.size(),
        decided.size(),
        decided.size() < answers.size() ? null : corrected(verdicts.values(), decided),
        pairs.size(),
        compared.size(),
        compared.size() < pairs.size()
            ? null
            : corrected(
                verdicts.values().stream().filter(JudgedAnswer::chooses).toList(), compared),
        compared.isEmpty()
            ? null
            : Agreement.of(
                compared.stream()
                    .map(one -> new Agreement.Rated(choice(one.score()), choice(one.human())))
                    .toList()));
  }

  /** A verdict and what people say of the same, from 0 to 1. */
  private record Both(String group, double score, double human) {}

  private static List<Both> both(
      List<JudgedAnswer> verdicts, Function<String, OptionalDouble> people) {
    List<Both> both = new ArrayList<>();
    for (JudgedAnswer verdict : verdicts) {
      OptionalDouble human = people.apply(verdict.reviewId());
      if (human.isPresent()) {
        both.add(new Both(verdict.group(), score(verdict), human.getAsDouble()));
      }
    }
    return both;
  }

  private static double score(JudgedAnswer verdict) {
    return verdict.score() == null ? Double.NaN : verdict.score();
  }

  private static @Nullable CorrectedRate corrected(
      Collection<JudgedAnswer> verdicts, List<Both> decided) {
    return decided.size() < CorrectedRate.LEAST_LABELLED
        ? null
        : CorrectedRate.predictionPowered(
            verdicts.stream().map(one -> new Bootstrap.Value(one.group(), score(one))).toList(),
            decided.stream()
                .map(one -> new CorrectedRate.Labelled(one.group(), one.score(), one.human()))
                .toList());
  }

  private static String choice(double score) {
    return score > 0.5 ? "model" : score < 0.5 ? "other" : "neither";
  }
}
