package dev.hone.cli.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.ChatModel;
import dev.hone.chat.Message;
import dev.hone.chat.ModelUri;
import dev.hone.cli.report.Answerer;
import dev.hone.json.Json;
import dev.hone.spark.home.VerdictsTable;
import dev.hone.spark.ledger.ModelAccess;
import dev.hone.verdicts.Case;
import dev.hone.verdicts.Judge;
import dev.hone.verdicts.Pairwise;
import dev.hone.verdicts.Verdict;
import dev.hone.verdicts.WinRate;
import dev.hone.verdicts.statistics.Interval;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.jspecify.annotations.Nullable;

/**
 * Judges the answers: exactly, field by field, and in pairs, the tuned model's against the log's.
 */
final class VerdictsStep implements Step {
  static final String NAME = "verdicts";

  private static final String EXACT = "exact";
  private static final String FIELDS = "json-fields";
  private static final String TRUTH = "truth";

  /** What {@code hone_spend} calls what a judge that costs money is paid. */
  private static final String PURPOSE = "judge";

  /** Pairs sent to the judge together. */
  private static final int BATCH = 16;

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ObjectNode run(RunContext run) {
    run.progress().at("comparing");
    List<HeldOut> heldOut = HeldOuts.read(run);
    List<Row> rows = new ArrayList<>();
    Timestamp now = Timestamp.from(Instant.now());
    for (Score score : Scores.of(heldOut)) {
      addScore(rows, score, now);
    }
    List<HeldOut> pairs = heldOut.stream().filter(VerdictsStep::hasPair).toList();
    List<Verdict> verdicts = judge(run, pairs);
    List<WinRate.Comparison> comparisons = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      Verdict verdict = verdicts.get(i);
      comparisons.add(new WinRate.Comparison(pairs.get(i).group(), verdict));
      rows.add(
          RowFactory.create(
              pairs.get(i).exampleId(),
              run.settings().judge(),
              Answerer.TUNED.key(),
              Answerer.LOGGED.key(),
              verdict.outcome(),
              verdict.scoreIfReadable().isPresent()
                  ? verdict.scoreIfReadable().getAsDouble()
                  : null,
              null,
              verdict.reasonText(),
              now));
    }
    run.home()
        .replaceRun(
            VerdictsTable.TABLE,
            run.runId(),
            run.spark().createDataFrame(rows, VerdictsTable.SCHEMA).coalesce(1));
    int doubtful = DoubtfulRows.askOfAnswers(run, pairs, verdicts);
    return facts(run, WinRate.of(comparisons, run.settings().seed())).put("doubtful", doubtful);
  }

  private static boolean hasPair(HeldOut request) {
    Reply tuned = request.replies().get(Answerer.TUNED);
    return tuned != null && tuned.text() != null;
  }

  private static List<Verdict> judge(RunContext run, List<HeldOut> requests) {
    List<Verdict> verdicts = new ArrayList<>();
    if (requests.isEmpty()) {
      return verdicts;
    }
    ModelUri uri = ModelUri.parse(run.settings().judge());
    try (ChatModel model = ModelAccess.of(run.spark(), PURPOSE, List.of(uri)).open(uri)) {
      Judge judge = Pairwise.of().with(model);
      for (int from = 0; from < requests.size(); from += BATCH) {
        run.stop().check();
        List<HeldOut> batch = requests.subList(from, Math.min(requests.size(), from + BATCH));
        judge
            .judge(batch.stream().map(VerdictsStep::pair).toList())
            .forEach(judged -> verdicts.add(judged.verdict()));
        run.progress()
            .at(
                String.format(
                    Locale.ROOT, "%,d of %,d pairs judged", verdicts.size(), requests.size()));
      }
    }
    return verdicts;
  }

  private static Case pair(HeldOut request) {
    Truth truth = request.truth();
    Reply tuned = request.replies().get(Answerer.TUNED);
    return Case.pair(
            request.messages(),
            Message.assistant(tuned == null || tuned.text() == null ? "" : tuned.text()),
            Message.assistant(request.logged()))
        .withReference(truth == null ? null : Message.assistant(truth.answer()));
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
              now));
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
        now);
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
    judge.put("scripted", run.settings().judge().startsWith("scripted:"));
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
