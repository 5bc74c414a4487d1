package dev.hone.cli.run;

import dev.hone.cli.report.Answerer;
import dev.hone.cli.report.GateReport;
import dev.hone.cli.report.Report;
import dev.hone.verdicts.statistics.NonInferiority;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether the tuned model is shown to be not worse than the logged one: by the known truth, or
 * where none is known by the judge's pairs. A request that the tuned model gave no answer to is
 * lost.
 */
final class PromotionGate {
  /** The loss that is borne: two points. */
  static final double MARGIN = 0.02;

  private record Difference(HeldOut request, double value) {}

  private PromotionGate() {}

  /**
   * Weighs.
   *
   * @param judged tuned against logged
   * @param scripted whether the judge is a fixed rule, which knows nothing where no truth is known
   * @return null where there is nothing to weigh
   */
  static @Nullable GateReport of(
      List<HeldOut> heldOut, List<JudgedPair> judged, boolean scripted, long seed) {
    boolean truthKnown = heldOut.stream().anyMatch(request -> request.truth() != null);
    if (!truthKnown && scripted) {
      return null;
    }
    List<Difference> rows = truthKnown ? byTruth(heldOut) : byJudge(heldOut, judged);
    return rows.isEmpty()
        ? null
        : report(rows, truthKnown ? GateReport.TRUTH : GateReport.JUDGE, seed);
  }

  private static List<Difference> byTruth(List<HeldOut> heldOut) {
    List<Difference> rows = new ArrayList<>();
    for (HeldOut request : heldOut) {
      Boolean tuned = request.right(Answerer.TUNED);
      Boolean logged = request.right(Answerer.LOGGED);
      if (tuned != null && logged != null && request.replies().containsKey(Answerer.TUNED)) {
        rows.add(new Difference(request, (tuned ? 1 : 0) - (logged ? 1 : 0)));
      }
    }
    return rows;
  }

  private static List<Difference> byJudge(List<HeldOut> heldOut, List<JudgedPair> judged) {
    Map<String, Double> scores = new HashMap<>();
    for (JudgedPair pair : judged) {
      pair.judged()
          .verdict()
          .scoreIfReadable()
          .ifPresent(score -> scores.put(pair.request().exampleId(), score));
    }
    List<Difference> rows = new ArrayList<>();
    for (HeldOut request : heldOut) {
      Reply tuned = request.replies().get(Answerer.TUNED);
      if (tuned != null) {
        Double score = tuned.text() == null ? Double.valueOf(0) : scores.get(request.exampleId());
        if (score != null) {
          rows.add(new Difference(request, score - 0.5));
        }
      }
    }
    return rows;
  }

  /** Tasks and wordings each divide the rows: one after the other, over the same whole. */
  private static GateReport report(List<Difference> rows, String basis, long seed) {
    Set<@Nullable String> tasks = new HashSet<>();
    rows.forEach(row -> tasks.add(row.request().task()));
    Map<String, GateReport.Finding> slices = new TreeMap<>();
    boolean passes = true;
    List<Function<HeldOut, @Nullable String>> divisions = new ArrayList<>();
    if (tasks.size() > 1) {
      divisions.add(request -> request.task() == null ? "no task" : "task " + request.task());
    }
    divisions.add(PromotionGate::wording);
    for (Function<HeldOut, @Nullable String> division : divisions) {
      List<NonInferiority.Row> divided = rows(rows, division);
      if (!divided.isEmpty()) {
        NonInferiority found = NonInferiority.of(divided, MARGIN, seed);
        found.slices().forEach((slice, finding) -> slices.put(slice, finding(finding)));
        passes &= found.passes();
      }
    }
    NonInferiority whole = NonInferiority.of(rows(rows, request -> Report.ALL), MARGIN, seed);
    return new GateReport(
        MARGIN, basis, passes && whole.passes(), finding(whole.overall()), Map.copyOf(slices));
  }

  private static @Nullable String wording(HeldOut request) {
    Truth truth = request.truth();
    return truth == null || truth.wording() == null
        ? null
        : Truth.UNSEEN.equals(truth.wording()) ? Report.UNSEEN_WORDING : Report.SEEN_WORDING;
  }

  private static List<NonInferiority.Row> rows(
      List<Difference> rows, Function<HeldOut, @Nullable String> division) {
    List<NonInferiority.Row> divided = new ArrayList<>();
    for (Difference row : rows) {
      String slice = division.apply(row.request());
      if (slice != null) {
        divided.add(new NonInferiority.Row(slice, row.request().group(), row.value()));
      }
    }
    return divided;
  }

  private static GateReport.Finding finding(NonInferiority.Finding found) {
    return new GateReport.Finding(
        found.rows(),
        found.difference(),
        found.interval().low(),
        found.interval().high(),
        found.outcome().name().toLowerCase(Locale.ROOT),
        found.rowsNeeded());
  }
}
