package dev.hone.cli.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run's judges said of the held-out answers. Models are named by {@link Answerer#key()};
 * every interval is a 95% one, requests of one group counting as one voice.
 *
 * @param judge URI of the pairwise judge
 * @param scripted whether it is a fixed rule standing in for a model
 * @param requests held-out requests that were asked
 * @param pairs who was preferred to whom, each two models once
 * @param strengths one order of all models that can be rated, best first; empty where too few pairs
 *     were judged to tell
 * @param unrated models without a finite strength: never preferred, or always
 * @param positionBias whether the judge goes by the place; null where too few pairs tell
 * @param lengthBias whether it goes by the length; null where too few pairs tell
 * @param criteria what each model keeps of the run's criteria; null where the run has none
 * @param gate whether the tuned model may take the logged one's place; null where nobody can say
 * @param disagreements held-out requests to read side by side
 */
public record VerdictsReport(
    String judge,
    boolean scripted,
    long requests,
    List<Pair> pairs,
    List<Strength> strengths,
    List<String> unrated,
    @Nullable PositionBias positionBias,
    @Nullable LengthBias lengthBias,
    @Nullable CriteriaReport criteria,
    @Nullable GateReport gate,
    List<Disagreement> disagreements) {

  public VerdictsReport {
    pairs = List.copyOf(pairs);
    strengths = List.copyOf(strengths);
    unrated = List.copyOf(unrated);
    disagreements = List.copyOf(disagreements);
  }

  /** The same with what is no matter of pairs. */
  public VerdictsReport with(@Nullable CriteriaReport newCriteria, @Nullable GateReport newGate) {
    return new VerdictsReport(
        judge,
        scripted,
        requests,
        pairs,
        strengths,
        unrated,
        positionBias,
        lengthBias,
        newCriteria,
        newGate,
        disagreements);
  }

  /** The same with requests to read. */
  public VerdictsReport showing(List<Disagreement> shown) {
    return new VerdictsReport(
        judge,
        scripted,
        requests,
        pairs,
        strengths,
        unrated,
        positionBias,
        lengthBias,
        criteria,
        gate,
        shown);
  }

  /**
   * Two models' answers to the same requests: pairs = wins + losses + ties + flips + identical +
   * unread, and requests = pairs + unanswered.
   *
   * @param model the first
   * @param other the second
   * @param pairs requests that both answered
   * @param wins the first was better
   * @param losses the second was
   * @param ties the judge found them equal
   * @param flips the judge changed its mind with the order, which is a tie
   * @param identical the answers are the same, a tie that nobody was asked about
   * @param unread the judge gave no verdict
   * @param unanswered requests that one of them, or both, gave no answer to
   * @param share wins and half the ties, of all that have a verdict; null where none has
   * @param low of its interval; null with it
   * @param high of its interval; null with it
   */
  public record Pair(
      String model,
      String other,
      long pairs,
      long wins,
      long losses,
      long ties,
      long flips,
      long identical,
      long unread,
      long unanswered,
      @Nullable Double share,
      @Nullable Double low,
      @Nullable Double high) {}

  /**
   * A model's place among all (Bradley and Terry).
   *
   * @param elo on the scale of chess, the logged model at 1,000
   * @param winRate against the logged model, by way of all pairs
   * @param low of its interval
   * @param high of its interval
   * @param pairs that it rests on
   */
  public record Strength(
      String model, double elo, double winRate, double low, double high, long pairs) {}

  /**
   * How much the judge goes by the place where an answer stands.
   *
   * @param flips pairs whose verdict changed with the order, of all that it was asked about
   * @param lean by how much the share of verdicts for the answer shown first exceeds a half
   * @param low of its interval
   * @param high of its interval
   */
  public record PositionBias(Share flips, double lean, double low, double high) {}

  /**
   * How tuned answers that are longer than the logged ones fare.
   *
   * @param pairs that tell
   * @param effect by how much a win rate rises for answers longer by one standard deviation
   * @param low of its interval
   * @param high of its interval
   * @param rate the tuned model's win rate over these pairs as it is
   * @param controlledRate the same were both as long
   * @param controlledLow of its interval
   * @param controlledHigh of its interval
   */
  public record LengthBias(
      long pairs,
      double effect,
      double low,
      double high,
      double rate,
      double controlledRate,
      double controlledLow,
      double controlledHigh) {}

  /**
   * One held-out request.
   *
   * @param request the last user message
   * @param why it is shown
   * @param truth what is right, or null where unknown
   * @param logged the logged answer
   * @param tuned the tuned model's
   * @param loggedRight whether it is what the truth says; null where unknown
   * @param tunedRight likewise
   * @param reasons the judge's, in each order; one where both are the same
   */
  public record Disagreement(
      String request,
      String why,
      @Nullable String truth,
      String logged,
      String tuned,
      @Nullable Boolean loggedRight,
      @Nullable Boolean tunedRight,
      List<String> reasons) {
    public Disagreement {
      reasons = List.copyOf(reasons);
    }
  }
}
