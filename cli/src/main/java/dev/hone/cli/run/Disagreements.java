package dev.hone.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.cli.report.Answerer;
import dev.hone.cli.report.VerdictsReport;
import dev.hone.json.Json;
import dev.hone.verdicts.Verdict;
import dev.hone.verdicts.Verdict.Side;
import dev.hone.verdicts.Verdict.TieCause;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Picks held-out requests to read: where the judge and the truth disagree, where it changed its
 * mind with the order, and where the tuned model lost. Noted are ids and reasons; what was logged
 * is looked up when it is shown.
 */
final class Disagreements {
  private static final int MOST = 20;
  private static final int REASON_CHARS = 600;

  /** In the order of a verdict's parts. */
  private static final List<String> SHOWN_FIRST = List.of("tuned", "logged");

  /** Why one is shown; the first that holds. */
  private enum Kind {
    TRUTH("the judge and the truth disagree"),
    FLIPPED("the judge changed its mind with the order"),
    LOST("the judge prefers the logged answer");

    private final String why;

    Kind(String why) {
      this.why = why;
    }
  }

  private Disagreements() {}

  /**
   * Chooses, some of each kind before more of any.
   *
   * @param judged tuned against logged
   */
  static ArrayNode noted(List<JudgedPair> judged) {
    Map<Kind, List<JudgedPair>> kinds = new EnumMap<>(Kind.class);
    for (JudgedPair pair : judged) {
      Kind kind = kind(pair);
      if (kind != null) {
        kinds.computeIfAbsent(kind, k -> new ArrayList<>()).add(pair);
      }
    }
    long shown = 0;
    Map<Kind, Integer> most = new EnumMap<>(Kind.class);
    for (int round = 1; shown < MOST && round <= MOST; round++) {
      for (Map.Entry<Kind, List<JudgedPair>> kind : kinds.entrySet()) {
        if (shown < MOST && kind.getValue().size() >= round) {
          most.put(kind.getKey(), round);
          shown++;
        }
      }
    }
    ArrayNode noted = Json.array();
    most.forEach(
        (kind, count) ->
            kinds.get(kind).subList(0, count).forEach(pair -> noted.add(note(kind, pair))));
    return noted;
  }

  /** With what was logged; those that are not among the requests any more are left out. */
  static List<VerdictsReport.Disagreement> shown(JsonNode noted, List<HeldOut> heldOut) {
    Map<String, HeldOut> byId = new HashMap<>();
    heldOut.forEach(request -> byId.put(request.exampleId(), request));
    List<VerdictsReport.Disagreement> shown = new ArrayList<>();
    for (JsonNode one : noted) {
      HeldOut request = byId.get(one.path("example_id").asText());
      if (request != null) {
        List<String> reasons = new ArrayList<>();
        one.path("reasons").forEach(reason -> reasons.add(reason.asText()));
        String tuned = request.text(Answerer.TUNED);
        Truth truth = request.truth();
        shown.add(
            new VerdictsReport.Disagreement(
                request.request(),
                one.path("why").asText(),
                truth == null ? null : truth.answer(),
                request.logged(),
                tuned == null ? "" : tuned,
                request.right(Answerer.LOGGED),
                request.right(Answerer.TUNED),
                reasons));
      }
    }
    return shown;
  }

  private static @Nullable Kind kind(JudgedPair pair) {
    Verdict verdict = pair.judged().verdict();
    if (verdict.scoreIfReadable().isEmpty()) {
      return null;
    }
    Boolean tuned = pair.request().right(Answerer.TUNED);
    Boolean logged = pair.request().right(Answerer.LOGGED);
    if (tuned != null && logged != null && !tuned.equals(logged)) {
      Side truth = tuned ? Side.FIRST : Side.SECOND;
      if (!(verdict instanceof Verdict.Preferred preferred && preferred.side() == truth)) {
        return Kind.TRUTH;
      }
    }
    if (verdict instanceof Verdict.Tied tied && tied.cause() == TieCause.DISAGREED) {
      return Kind.FLIPPED;
    }
    return verdict instanceof Verdict.Preferred preferred && preferred.side() == Side.SECOND
        ? Kind.LOST
        : null;
  }

  private static ObjectNode note(Kind kind, JudgedPair pair) {
    ObjectNode note = Json.object();
    note.put("example_id", pair.request().exampleId());
    note.put("why", kind.why);
    ArrayNode reasons = note.putArray("reasons");
    List<String> said = pair.judged().parts().stream().map(order -> said(order.verdict())).toList();
    if (said.stream().distinct().count() == 1) {
      reasons.add(said.get(0));
    } else {
      for (int i = 0; i < said.size(); i++) {
        reasons.add(SHOWN_FIRST.get(i) + " shown first, " + said.get(i));
      }
    }
    return note;
  }

  private static String said(Verdict verdict) {
    String preferred =
        switch (verdict.outcome()) {
          case "first" -> "tuned is better: ";
          case "second" -> "logged is better: ";
          default -> "neither is better: ";
        };
    String reason = verdict.reasonText();
    return preferred
        + (reason.length() > REASON_CHARS ? reason.substring(0, REASON_CHARS) + "…" : reason);
  }
}
