package dev.hone.cli.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.cli.report.Answerer;
import dev.hone.cli.report.ReportJson;
import dev.hone.json.Json;
import dev.hone.reviews.ReviewPlan;
import dev.hone.spark.home.VerdictsTable;
import dev.hone.verdicts.Judged;
import dev.hone.verdicts.Verdict;
import dev.hone.verdicts.WinRate;
import dev.hone.verdicts.statistics.Interval;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/** Judges the answers: exactly, field by field, in pairs of models, and by the run's criteria. */
final class VerdictsStep implements Step {
  static final String NAME = "verdicts";

  private static final String EXACT = "exact";
  private static final String FIELDS = "json-fields";
  private static final String TRUTH = "truth";

  private static final String CRITERIA = "criteria";

  /** Facts: the report's figures, and which requests it shows. */
  static final String FIGURES = "verdicts";

  static final String TO_READ = "to_read";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ObjectNode run(RunContext run) {
    run.progress().at("comparing");
    List<HeldOut> heldOut = HeldOuts.read(run);
    List<JudgedPair> judged = PairJudge.judge(run, heldOut);
    HeldOutCriteria criteria = HeldOutCriteria.check(run, heldOut);
    write(run, heldOut, judged, criteria);

    boolean scripted = PairJudge.isScripted(run.settings());
    long seed = run.settings().seed();
    PairFigures figures = new PairFigures(judged, heldOut.size(), seed);
    List<JudgedPair> main = figures.of(ModelPair.MAIN);
    ObjectNode facts = facts(run, figures.winRate(ModelPair.MAIN));
    facts.set(
        FIGURES,
        ReportJson.tree(
            figures
                .report(run.settings().judge(), scripted)
                .with(
                    criteria == null ? null : criteria.report(),
                    PromotionGate.of(heldOut, main, scripted, seed))));
    facts.set(TO_READ, Disagreements.noted(main));
    facts.set(
        "for_people",
        RowsForPeople.ask(
            run,
            ReviewPlan.drawing(run.settings().reviewSample()),
            main.stream().map(JudgedPair::request).toList(),
            main.stream().map(pair -> pair.judged().verdict()).toList()));
    return facts;
  }

  private static void write(
      RunContext run,
      List<HeldOut> heldOut,
      List<JudgedPair> judged,
      @Nullable HeldOutCriteria criteria) {
    List<Row> rows = new ArrayList<>();
    Timestamp now = Timestamp.from(Instant.now());
    for (Score score : Scores.of(heldOut)) {
      addScore(rows, score, now);
    }
    for (JudgedPair pair : judged) {
      rows.add(
          row(
              pair.request(),
              run.settings().judge(),
              pair.models().model(),
              pair.models().other().key(),
              pair.judged(),
              now));
    }
    if (criteria != null) {
      for (HeldOutCriteria.CheckedAnswer one : criteria.checked()) {
        rows.add(
            row(
                one.request(),
                run.settings().relabelling().judgeUri(),
                one.model(),
                CRITERIA,
                one.judged(),
                now));
      }
    }
    run.home()
        .replaceRun(
            VerdictsTable.TABLE,
            run.runId(),
            run.spark().createDataFrame(rows, VerdictsTable.SCHEMA).coalesce(1));
  }

  /** What a judge that is a model said; its parts are the two orders, or the criteria. */
  private static Row row(
      HeldOut request, String judge, Answerer model, String other, Judged judged, Timestamp now) {
    OptionalDouble score = judged.verdict().scoreIfReadable();
    boolean besideLogged = other.equals(Answerer.LOGGED.key()) || other.equals(CRITERIA);
    return RowFactory.create(
        request.exampleId(),
        judge,
        model.key(),
        other,
        judged.verdict().outcome(),
        score.isPresent() ? score.getAsDouble() : null,
        judged.partsJson(),
        judged.verdict().reasonText(),
        now,
        besideLogged ? RowsForPeople.reviewId(request, model) : null,
        request.group());
  }

  private static void addScore(List<Row> rows, Score score, Timestamp now) {
    Boolean right = score.right();
    if (right != null) {
      rows.add(exact(score, TRUTH, right, now));
    }
    if (score.model() != Answerer.LOGGED) {
      rows.add(exact(score, Answerer.LOGGED.key(), score.asLogged(), now));
    }
    if (score.fields() > 0) {
      rows.add(
          RowFactory.create(
              score.exampleId(),
              FIELDS,
              score.model().key(),
              right == null ? Answerer.LOGGED.key() : TRUTH,
              score.fieldsEqual() == score.fields() ? Verdict.PASS : Verdict.FAIL,
              (double) score.fieldsEqual() / score.fields(),
              "{\"equal\":" + score.fieldsEqual() + ",\"fields\":" + score.fields() + "}",
              null,
              now,
              null,
              null));
    }
  }

  private static Row exact(Score score, String against, boolean same, Timestamp now) {
    return RowFactory.create(
        score.exampleId(),
        EXACT,
        score.model().key(),
        against,
        same ? Verdict.PASS : Verdict.FAIL,
        same ? 1.0 : 0.0,
        null,
        null,
        now,
        null,
        null);
  }

  private static ObjectNode facts(RunContext run, WinRate rate) {
    ObjectNode facts = Json.object();
    @Nullable Interval interval = rate.interval();
    if (interval == null) {
      facts.put("summary", "no pair could be judged");
      return facts;
    }
    ObjectNode judge = facts.putObject("judge");
    judge.put("model", run.settings().judge());
    judge.put("scripted", PairJudge.isScripted(run.settings()));
    judge.put("wins", rate.wins());
    judge.put("losses", rate.losses());
    judge.put("ties", rate.identicalTies() + rate.saidTies() + rate.disagreements());
    judge.put("unread", rate.unread());
    judge.put("win_rate", rate.rate());
    judge.put("low", interval.low());
    judge.put("high", interval.high());
    facts.put(
        "summary",
        String.format(
            Locale.ROOT,
            "tuned against logged: %,d wins, %,d losses, %,d ties",
            rate.wins(),
            rate.losses(),
            rate.identicalTies() + rate.saidTies() + rate.disagreements()));
    return facts;
  }
}
