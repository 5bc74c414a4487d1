package dev.hone.cli.commands;

import dev.hone.cli.report.MachinePrice;
import dev.hone.cli.report.ReportTable;
import dev.hone.cli.report.TokenPrice;
import dev.hone.cli.run.Progress;
import dev.hone.cli.run.RelabelWay;
import dev.hone.cli.run.Relabelling;
import dev.hone.cli.run.Run;
import dev.hone.cli.run.RunSettings;
import dev.hone.labels.RelabelSettings;
import dev.hone.verdicts.ScriptedJudge;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.hadoop.util.ShutdownHookManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hone run}. */
@Command(
    name = "run",
    sortOptions = false,
    showDefaultValues = true,
    description = {
      "Does the whole job: reads the logs, makes examples, fits an adapter, answers the held-out"
          + " requests with the base model, the base model given a few shots and the tuned model,"
          + " and judges them.",
      "Without --logs it does so on a sample log that it generates. Stopped and started again with"
          + " the same options, it goes on where it was."
    })
final class RunCommand implements Callable<Integer> {
  /** Above Spark's own hook, which would stop the session under a step at work. */
  private static final int BEFORE_SPARK = 100;

  private static final long STOP_SECONDS = 25;

  private final Console console;

  @Option(
      names = "--logs",
      paramLabel = "TABLE|FILE",
      description = "Request log: a table, a Delta folder or JSON Lines. Default: the sample logs.")
  private @Nullable String logs;

  @Option(
      names = "--truth",
      paramLabel = "FILE",
      description = "JSON Lines of request id and right answer, used only to score.")
  private @Nullable String truth;

  @Mixin private HomeOption home = new HomeOption();

  @Option(
      names = "--files",
      paramLabel = "DIR",
      description = "Folder of adapters and reports, where the home is a catalog.schema.")
  private @Nullable String files;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of everything drawn.")
  private long seed;

  @Option(
      names = "--time-budget",
      paramLabel = "MIN",
      defaultValue = "9",
      description = "Minutes for the whole run; training gets what the rest leaves.")
  private double timeBudget;

  @Option(
      names = "--base-model",
      paramLabel = "DIR",
      description = "Folder of the base model. Default: models/hone-small of this checkout.")
  private @Nullable String baseModel;

  @Option(
      names = "--judge",
      paramLabel = "URI",
      defaultValue = ScriptedJudge.URI,
      description = "Model that judges pairs, such as openai:gpt-4.1 (key from OPENAI_API_KEY).")
  private String judge = ScriptedJudge.URI;

  @Option(
      names = "--all-pairs",
      description =
          "Have the judge compare all models with each other. Default: a judge that is a model"
              + " compares the tuned one with each of the others, which takes fewer calls; the"
              + " scripted judge always compares all.")
  private boolean allPairs;

  @Option(
      names = "--review-sample",
      paramLabel = "N",
      defaultValue = "20",
      description =
          "Tuned answers drawn at random for people to decide with bin/hone review: what the judge"
              + " is held against. With 100 to 200 of them people's words correct its rate.")
  private int reviewSample;

  @Option(
      names = "--prices",
      paramLabel = "CSV|TABLE",
      description = "Prices in place of, or beside, the public list prices, as profile takes them.")
  private @Nullable String prices;

  @Option(
      names = "--price-in",
      paramLabel = "USD",
      description =
          "Logged model's price of a million tokens read. Default: the dated price table.")
  private @Nullable Double priceIn;

  @Option(
      names = "--price-out",
      paramLabel = "USD",
      description =
          "Logged model's price of a million tokens written. Default: the dated price table.")
  private @Nullable Double priceOut;

  @Option(
      names = "--machine",
      paramLabel = "NAME",
      description = "Machine the tuned model is reckoned to run on. Default: the price table's.")
  private @Nullable String machine;

  @Option(
      names = "--machine-price",
      paramLabel = "USD",
      description = "What an hour of that machine costs. Default: the price table's.")
  private @Nullable Double machinePrice;

  @Option(
      names = "--test-share",
      paramLabel = "SHARE",
      defaultValue = "0.19",
      description = "Share of examples held out.")
  private double testShare;

  @Option(
      names = "--max-test",
      paramLabel = "N",
      defaultValue = "600",
      description = "Most held-out requests that are asked.")
  private int maxTest;

  @Option(
      names = "--shots",
      paramLabel = "N",
      defaultValue = "32",
      description = "Most examples shown to the base model; as many as fit.")
  private int shots;

  @Option(
      names = "--rank",
      paramLabel = "N",
      defaultValue = "32",
      description = "Rank of the adapter.")
  private int rank;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      defaultValue = "0.001",
      description = "Peak learning rate.")
  private double learningRate;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      defaultValue = "9",
      description = "Most passes over the train examples.")
  private int epochs;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "8",
      description = "Examples a step.")
  private int batchSize;

  @Option(
      names = "--max-answer-tokens",
      paramLabel = "N",
      description = "Longest answer asked for. Default: what the logged answers need.")
  private @Nullable Integer maxAnswerTokens;

  @Option(
      names = "--relabel",
      paramLabel = "URI",
      arity = "0..1",
      fallbackValue = "",
      description =
          "Make the labels of the train examples anew with that model, such as openai:gpt-4.1,"
              + " before training. Without a URI the simulated teacher does so, on the sample logs"
              + " only. What is bought is kept in the home and never bought again.")
  private @Nullable String relabel;

  @Option(
      names = "--relabel-judge",
      paramLabel = "URI",
      description =
          "Model that checks new labels and compares them with the logged answers. Default: the"
              + " same.")
  private @Nullable String relabelJudge;

  @Option(
      names = "--relabel-cheap",
      paramLabel = "URI",
      description = "Model that a cascade asks first. Default: the same.")
  private @Nullable String relabelCheap;

  @Option(
      names = "--relabel-mode",
      paramLabel = "MODE",
      defaultValue = "mixture",
      description =
          "mixture, best-of-n, single, cascade (a cheap model where it is sure; needs --truth of"
              + " some train examples) or consensus (of repeated logged answers; asks no model).")
  private String relabelMode = "mixture";

  @Option(
      names = "--relabel-samples",
      paramLabel = "N",
      defaultValue = "3",
      description = "Drafts an example.")
  private int relabelSamples;

  @Option(
      names = "--relabel-priced-as",
      paramLabel = "MODEL",
      description =
          "Listed model whose price counts where a relabelling model's own is unknown. Default:"
              + " gpt-4.1 for the simulated teacher, a hypothetical price.")
  private @Nullable String relabelPricedAs;

  @Option(
      names = "--relabel-budget",
      paramLabel = "USD",
      description =
          "Most that relabelling may cost. Examples it does not reach keep their logged answers.")
  private @Nullable Double relabelBudget;

  @Option(
      names = "--compare",
      description =
          "Fit a second adapter to the logged answers, to show what relabelling did. Goes with"
              + " --relabel.")
  private boolean compare;

  RunCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    RunSettings settings = settings();
    try (Session session = Session.open();
        Progress progress = new Progress(console.err(), console.terminal(), console.columns())) {
      session.reckonIn(prices);
      Run run = new Run(session.spark(), settings, progress);
      Runnable onInterrupt = () -> run.stop(STOP_SECONDS);
      ShutdownHookManager.get()
          .addShutdownHook(
              onInterrupt, BEFORE_SPARK, STOP_SECONDS + 5, java.util.concurrent.TimeUnit.SECONDS);
      try {
        Run.Finished finished = run.go();
        console.out().println();
        console.out().print(ReportTable.render(finished.report()));
        console.out().println("Report: " + finished.folder() + "/report.html");
        console.out().println("Try it: bin/hone ask " + finished.report().adapter() + " \"...\"");
      } finally {
        if (!ShutdownHookManager.get().isShutdownInProgress()) {
          ShutdownHookManager.get().removeShutdownHook(onInterrupt);
        }
      }
    }
    return Outcome.DONE;
  }

  private RunSettings settings() {
    if ((priceIn == null) != (priceOut == null)) {
      throw new IllegalArgumentException(
          "Give --price-in and --price-out together: USD per million tokens read and written.");
    }
    MachinePrice listed = MachinePrice.LISTED;
    boolean machineGiven = machine != null || machinePrice != null;
    if (machine != null && machinePrice == null) {
      throw new IllegalArgumentException(
          "Give --machine-price with --machine: USD an hour of " + machine + ".");
    }
    return new RunSettings(
        logs,
        truth,
        home.home,
        files,
        baseModel == null ? ShippedModel.folder() : absolute(baseModel),
        judge,
        allPairs,
        reviewSample,
        seed,
        timeBudget,
        testShare,
        maxTest,
        shots,
        rank,
        learningRate,
        epochs,
        batchSize,
        maxAnswerTokens,
        priceIn == null || priceOut == null
            ? null
            : new TokenPrice("the logged model", priceIn, priceOut, "given by hand"),
        machineGiven
            ? new MachinePrice(
                machine == null ? listed.name() : machine,
                machinePrice == null ? listed.usdPerHour() : machinePrice,
                "given by hand")
            : listed,
        relabelling());
  }

  private @Nullable Relabelling relabelling() {
    if (relabel == null) {
      if (compare
          || relabelJudge != null
          || relabelCheap != null
          || relabelPricedAs != null
          || relabelBudget != null
          || !relabelMode.equals(RelabelWay.MIXTURE.text())
          || relabelSamples != RelabelSettings.DEFAULT_SAMPLES) {
        throw new IllegalArgumentException(
            "--compare and the options that begin with --relabel- say how labels are made anew."
                + " Add --relabel, or leave them out.");
      }
      return null;
    }
    return new Relabelling(
        relabel.isEmpty() ? null : relabel,
        relabelJudge,
        relabelCheap,
        RelabelWay.of(relabelMode),
        relabelSamples,
        relabelPricedAs,
        relabelBudget,
        compare);
  }

  /** The adapter remembers its base model, and will be asked from other working directories. */
  private static String absolute(String folder) {
    return folder.contains(":") ? folder : Path.of(folder).toAbsolutePath().normalize().toString();
  }
}
