package dev.hone.cli.run;

import dev.hone.chat.ChatModel;
import dev.hone.chat.Message;
import dev.hone.chat.ModelUri;
import dev.hone.cli.report.Answerer;
import dev.hone.cli.report.CriteriaReport;
import dev.hone.cli.report.Share;
import dev.hone.cli.samples.SimulatedModels;
import dev.hone.spark.ledger.ModelAccess;
import dev.hone.transformers.labels.TaskCriteria;
import dev.hone.verdicts.Case;
import dev.hone.verdicts.Criteria;
import dev.hone.verdicts.CriteriaChecks;
import dev.hone.verdicts.Criterion;
import dev.hone.verdicts.Judge;
import dev.hone.verdicts.Judged;
import dev.hone.verdicts.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds a sample of all models' held-out answers against the criteria that the run's labels were
 * checked against, by the model that checked those.
 */
final class HeldOutCriteria {
  /** Requests whose answers are checked; half of a share's interval is 10 points at most. */
  static final int SAMPLE = 100;

  /**
   * An answer, held against its task's criteria.
   *
   * @param task under which its criteria are listed
   */
  record CheckedAnswer(HeldOut request, String task, Answerer model, Judged judged) {}

  private final RunContext run;
  private final Relabelling told;
  private final Map<String, Criteria> byTask;
  private final List<CheckedAnswer> checked = new ArrayList<>();
  private long requests;
  private long of;

  private HeldOutCriteria(RunContext run, Relabelling told, Map<String, Criteria> byTask) {
    this.run = run;
    this.told = told;
    this.byTask = byTask;
  }

  /** Checks; null where the run has no criteria. */
  static @Nullable HeldOutCriteria check(RunContext run, List<HeldOut> heldOut) {
    Relabelling told = run.settings().relabel();
    if (told == null || !told.asks()) {
      return null;
    }
    HeldOutCriteria criteria =
        new HeldOutCriteria(run, told, RunCriteria.byTask(run.state().noted(RunCriteria.NOTE)));
    criteria.check(heldOut);
    return criteria.checked.isEmpty() ? null : criteria;
  }

  /** Every check. */
  List<CheckedAnswer> checked() {
    return List.copyOf(checked);
  }

  private void check(List<HeldOut> heldOut) {
    Map<String, List<HeldOut>> sample = new TreeMap<>();
    for (HeldOut request : heldOut) { // by ids, which are hashes: as good as drawn
      String task = listed(request.task());
      if (byTask.containsKey(task) && !byTask.get(task).isEmpty()) {
        of++;
        if (requests < SAMPLE) {
          requests++;
          sample.computeIfAbsent(task, t -> new ArrayList<>()).add(request);
        }
      }
    }
    if (sample.isEmpty()) {
      return;
    }
    ModelUri uri = ModelUri.parse(told.judgeUri());
    ModelAccess access = ModelAccess.of(run.spark(), PairJudge.PURPOSE, List.of(uri));
    String price = told.price();
    try (ChatModel model = (price == null ? access : access.pricedAs(price)).open(uri)) {
      sample.forEach(
          (task, rows) -> check(task, rows, CriteriaChecks.of(byTask.get(task)).with(model)));
    }
  }

  /** The task that has a request's criteria. */
  private String listed(@Nullable String task) {
    return task != null && byTask.containsKey(task) ? task : TaskCriteria.ALL;
  }

  private void check(String task, List<HeldOut> rows, Judge judge) {
    List<Case> cases = new ArrayList<>();
    List<HeldOut> asked = new ArrayList<>();
    List<Answerer> models = new ArrayList<>();
    for (HeldOut request : rows) {
      for (Answerer model : Answerer.values()) {
        String text = request.text(model);
        if (text != null) {
          cases.add(Case.of(request.messages(), Message.assistant(text)));
          asked.add(request);
          models.add(model);
        }
      }
    }
    for (int from = 0; from < cases.size(); from += PairJudge.BATCH) {
      run.stop().check();
      int end = Math.min(cases.size(), from + PairJudge.BATCH);
      List<Judged> judged = judge.judge(cases.subList(from, end));
      for (int i = from; i < end; i++) {
        checked.add(new CheckedAnswer(asked.get(i), task, models.get(i), judged.get(i - from)));
      }
      run.progress()
          .at(String.format(Locale.ROOT, "%,d answers held against criteria", checked.size()));
    }
  }

  /** Counts. */
  CriteriaReport report() {
    Map<String, Map<String, Map<Answerer, long[]>>> counts = new TreeMap<>();
    long unread = 0;
    String problem = null;
    for (CheckedAnswer one : checked) {
      if (one.judged().verdict() instanceof Verdict.Checked verdict) {
        for (Verdict.Check check : verdict.checks()) {
          long[] kept =
              counts
                  .computeIfAbsent(one.task(), task -> new LinkedHashMap<>())
                  .computeIfAbsent(check.criterion(), id -> new TreeMap<>())
                  .computeIfAbsent(one.model(), model -> new long[2]);
          kept[0] += check.passed() ? 1 : 0;
          kept[1]++;
        }
      } else {
        unread++;
        problem = problem == null ? one.judged().verdict().reasonText() : problem;
      }
    }
    List<CriteriaReport.Kept> criteria = new ArrayList<>();
    counts.forEach(
        (task, byId) -> {
          for (Criterion criterion : byTask.get(task).list()) {
            Map<String, Share> kept = new LinkedHashMap<>();
            byId.getOrDefault(criterion.id(), Map.of())
                .forEach((model, count) -> kept.put(model.key(), Share.of(count[0], count[1])));
            criteria.add(new CriteriaReport.Kept(task, criterion.id(), criterion.text(), kept));
          }
        });
    return new CriteriaReport(
        told.judgeUri(),
        told.judgeUri().equals(SimulatedModels.TEACHER),
        requests,
        of,
        checked.size(),
        unread,
        problem,
        criteria);
  }
}
