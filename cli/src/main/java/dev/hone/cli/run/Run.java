package dev.hone.cli.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.Hone;
import dev.hone.cli.report.Answerer;
import dev.hone.cli.report.Report;
import dev.hone.cli.report.ReportJson;
import dev.hone.json.Json;
import dev.hone.spark.home.Home;
import dev.hone.spark.ledger.Ledger;
import dev.hone.spark.models.LocalFiles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.apache.spark.sql.SparkSession;

/**
 * The whole loop as a list of steps: each is done once and written down, so that a run that was
 * stopped, told the same again, goes on at the first step that is not done. A finished run is never
 * continued: the next one starts anew.
 */
public final class Run {
  /** What a run told that goes through. */
  static List<Step> steps(RunSettings settings) {
    List<Step> steps = new ArrayList<>(List.of(new CallsStep(), new ExamplesStep()));
    if (settings.relabel() != null) {
      steps.add(new RelabelStep());
    }
    steps.add(new AnswersStep(Answerer.BASE));
    steps.add(new AnswersStep(Answerer.FEW_SHOT));
    steps.add(new AdapterStep(Answerer.TUNED));
    steps.add(new AnswersStep(Answerer.TUNED));
    if (settings.compares()) {
      steps.add(new AdapterStep(Answerer.TUNED_RAW));
      steps.add(new AnswersStep(Answerer.TUNED_RAW));
    }
    steps.add(new VerdictsStep());
    steps.add(new ReportStep());
    return List.copyOf(steps);
  }

  private final SparkSession spark;
  private final RunSettings settings;
  private final Progress progress;
  private final Stop stop = new Stop();

  public Run(SparkSession spark, RunSettings settings, Progress progress) {
    this.spark = spark;
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * A run that came to its end.
   *
   * @param report what the run found
   * @param folder where report.html and report.json are
   */
  public record Finished(Report report, String folder) {}

  /**
   * Runs to the end.
   *
   * @throws CancellationException if {@link #stop} was called; the message says how to go on
   */
  public Finished go() {
    try {
      return allSteps();
    } finally {
      stop.end();
    }
  }

  /** Asks the run to stop where it can go on later, and waits for that, up to some seconds. */
  public void stop(long waitSeconds) {
    stop.wish();
    stop.awaitEnd(waitSeconds);
  }

  private Finished allSteps() {
    Inputs.check(spark, settings);
    Home home = Hone.open(spark, settings.home());
    if (!home.keepsLedger() && settings.files() != null) {
      Home.keepLedgerIn(spark, settings.files() + "/ledger");
    }
    RunFolder files =
        new RunFolder(
            settings.files() != null ? settings.files() : parent(home.folder("runs")),
            spark.sessionState().newHadoopConf());
    RunFolder runs = files.child("runs");
    String fingerprint = fingerprint();
    RunState state =
        RunState.unfinished(runs, fingerprint)
            .map(
                found -> {
                  progress.note("Going on with run " + found.id() + ", which was stopped.");
                  return found;
                })
            .orElseGet(() -> RunState.begin(runs, settings, fingerprint));
    RunContext run = new RunContext(home, files, settings, state, progress, stop);
    List<Step> steps = steps(settings);
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (!state.done(step.name())) {
        progress.begin(i + 1, steps.size(), step.name());
        progress.done(step.summary(timed(step, run)));
      }
    }
    Report report =
        ReportJson.read(
            state
                .folder()
                .read(ReportStep.JSON)
                .orElseThrow(
                    () -> new IllegalStateException("The report step left no " + ReportStep.JSON)));
    Ledger.foldIfOpen(home);
    state.finishRun();
    return new Finished(report, state.folder().shown());
  }

  /** Of what the run is told and of the model it is told of: a changed model is another run. */
  private String fingerprint() {
    String model =
        LocalFiles.fingerprint(settings.baseModel(), spark.sparkContext().hadoopConfiguration());
    return Json.sha256(settings.fingerprint(), model).substring(0, 16);
  }

  private ObjectNode timed(Step step, RunContext run) {
    RunState state = run.state();
    long start = System.nanoTime();
    double before = state.seconds();
    try {
      stop.check();
      ObjectNode facts = step.run(run);
      PeakMemory.megabytes().ifPresent(state::notePeakMemory);
      state.finish(step.name(), facts, (System.nanoTime() - start) / 1e9);
      return facts;
    } catch (RuntimeException e) {
      if (!stop.wished()) {
        throw e;
      }
      // A job that is cancelled fails in its own words; these are the ones that help.
      CancellationException stopped =
          new CancellationException(
              "Stopped in step '"
                  + step.name()
                  + "' of run "
                  + state.id()
                  + ". The same command goes on from here.");
      stopped.initCause(e);
      throw stopped;
    } finally {
      state.spend((System.nanoTime() - start) / 1e9 - (state.seconds() - before));
    }
  }

  private static String parent(String folder) {
    return folder.substring(0, folder.lastIndexOf('/'));
  }
}
