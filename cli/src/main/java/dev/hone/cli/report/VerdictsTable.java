package dev.hone.cli.report;

/** The part of the screen's table that tells who beats whom. */
final class VerdictsTable {
  private VerdictsTable() {}

  static void append(StringBuilder text, VerdictsReport verdicts) {
    line(text, VerdictSentences.wins(verdicts));
    VerdictsReport.PositionBias place = verdicts.positionBias();
    if (place != null && place.flips().right() > 0) {
      line(text, VerdictSentences.position(place));
    }
    CriteriaReport criteria = verdicts.criteria();
    if (criteria != null) {
      line(text, VerdictSentences.worst(criteria, Answerer.TUNED));
    }
    GateReport gate = verdicts.gate();
    if (gate != null) {
      line(text, VerdictSentences.gate(gate));
    }
  }

  private static void line(StringBuilder text, String sentence) {
    if (!sentence.isEmpty()) {
      text.append(sentence).append('\n');
    }
  }
}
