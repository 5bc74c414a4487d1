package dev.hone.cli.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.cli.report.Report;
import dev.hone.cli.report.ReportJson;
import dev.hone.cli.report.ReportPage;
import dev.hone.json.Json;
import dev.hone.spark.home.RunsTable;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;

/** Writes report.json and report.html, and the run's stages into the runs table. */
final class ReportStep implements Step {
  static final String NAME = "report";
  static final String JSON = "report.json";
  static final String PAGE = "report.html";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ObjectNode run(RunContext run) {
    long start = System.nanoTime();
    List<HeldOut> heldOut = HeldOuts.read(run);
    PeakMemory.megabytes().ifPresent(run.state()::notePeakMemory);
    recordStages(run);
    Report report =
        new ReportMaker(
                run.state(),
                run.settings(),
                heldOut,
                Scores.of(heldOut),
                RelabelSamples.of(run),
                Prices.of(run))
            .make((System.nanoTime() - start) / 1e9);
    run.state().folder().write(PAGE, ReportPage.render(report));
    run.state().folder().write(JSON, ReportJson.write(report));
    ObjectNode facts = Json.object();
    facts.put("summary", run.state().folder().shown(PAGE));
    return facts;
  }

  private static void recordStages(RunContext run) {
    ObjectNode told = Json.object();
    run.settings().described().forEach(told::put);
    Timestamp now = Timestamp.from(Instant.now());
    List<Row> rows = new ArrayList<>();
    run.state()
        .secondsByStep()
        .forEach(
            (step, seconds) ->
                rows.add(
                    RowFactory.create(
                        step,
                        "done",
                        Json.write(told),
                        step.equals(ExamplesStep.NAME)
                            ? run.facts(step).path("prune_rules").asText()
                            : null,
                        Json.write(run.facts(step)),
                        null,
                        seconds,
                        now)));
    run.home()
        .replaceRun(
            RunsTable.TABLE,
            run.runId(),
            run.spark().createDataFrame(rows, RunsTable.SCHEMA).coalesce(1));
  }
}
