package dev.hone.engine.training;

import dev.hone.HoneException;
import dev.hone.adapters.AdapterConfig;
import dev.hone.adapters.AdapterManifest;
import dev.hone.adapters.PromptEdits;
import dev.hone.engine.ChatEncoder;
import dev.hone.engine.Tokenizer;
import dev.hone.engine.program.ProcessEnd;
import dev.hone.engine.training.EncodedExamples.Encoded;
import dev.hone.engine.weights.ModelFolder;
import dev.hone.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Fits a LoRA adapter to examples: the whole job, from conversations to an adapter folder. */
public final class LoraTraining {
  /** Work that a kill may cost at least, and ... */
  private static final double LEAST_SECONDS_BETWEEN_CHECKPOINTS = 2;

  /** ... the share of the time that checkpoints may take, which sets how much more it is. */
  private static final double CHECKPOINT_SHARE = 0.01;

  private static final double BETA1 = 0.9;

  /**
   * AdamW's usual 0.999 remembers a thousand steps, as many as a small fit has: the large gradients
   * of its beginning would hold down to the end what is learnt late.
   */
  private static final double BETA2 = 0.95;

  private static final String CHECKPOINT = "checkpoint";

  /** The report's final loss is the mean over this share of the steps, the last ones. */
  private static final int LAST_SHARE = 10;

  private final Path base;
  private final TrainingConfig config;
  private final Path adapterOut;
  private final Path partial;
  private final TrainingListener listener;
  private final List<TrainingStep> curve = new ArrayList<>();

  private LoraTraining(
      Path base, TrainingConfig config, Path adapterOut, TrainingListener listener) {
    this.base = base;
    this.config = config;
    this.adapterOut = adapterOut;
    this.partial = partial(adapterOut);
    this.listener = listener;
  }

  /**
   * Trains and writes the adapter.
   *
   * @param base the base model's folder
   * @param train examples to learn
   * @param heldOut examples whose loss is reported; may be empty
   * @param edits what was masked in and pruned from the examples already; kept with the adapter
   * @param provenance where the examples came from, kept with the adapter
   * @param adapterOut the folder to make, which must not be there; it appears complete or not at
   *     all. Unfinished work lies beside it in a folder of the same name with {@code .partial},
   *     from which a next run of the same training goes on
   * @return what was done
   * @throws IllegalArgumentException if the folder is there, or no example can be learned, with the
   *     reasons
   * @throws HoneException if the thread was interrupted or the process is ending; what was done is
   *     saved
   */
  public static TrainingReport run(
      Path base,
      List<TrainingExample> train,
      List<TrainingExample> heldOut,
      TrainingConfig config,
      PromptEdits edits,
      Map<String, String> provenance,
      Path adapterOut,
      TrainingListener listener) {
    if (Files.exists(adapterOut)) {
      throw new IllegalArgumentException(
          "Cannot write adapter " + adapterOut + ": it is there already. Name a new folder.");
    }
    ProcessEnd.Hold untilSaved = ProcessEnd.hold();
    try {
      return new LoraTraining(base, config, adapterOut, listener)
          .run(train, heldOut, edits, provenance);
    } finally {
      untilSaved.close();
    }
  }

  /** Where unfinished work on an adapter lies: the one file that a next run needs. */
  public static Path checkpoint(Path adapterOut) {
    return partial(adapterOut).resolve(CHECKPOINT).resolve(Checkpoint.FILE);
  }

  /** How many steps a checkpoint's file holds; 0 where there is none, or none that is whole. */
  public static int stepsIn(Path checkpoint) {
    TrainingProgress progress = TrainingProgress.read(checkpoint);
    return progress == null ? 0 : progress.step();
  }

  private static Path partial(Path adapterOut) {
    return adapterOut.resolveSibling(adapterOut.getFileName() + ".partial");
  }

  private TrainingReport run(
      List<TrainingExample> train,
      List<TrainingExample> heldOut,
      PromptEdits edits,
      Map<String, String> provenance) {
    ModelFolder folder = ModelFolder.open(base);
    try (Tokenizer tokenizer = Tokenizer.open(base)) {
      ChatEncoder encoder = ChatEncoder.open(folder, tokenizer);
      EncodedExamples examples = EncodedExamples.of(train, encoder, config.maxTokens());
      EncodedExamples held = EncodedExamples.of(heldOut, encoder, config.maxTokens());
      if (examples.examples().isEmpty()) {
        throw new IllegalArgumentException(
            "Nothing to train on: of "
                + train.size()
                + " examples none can be learned. Left out: "
                + examples.skipped()
                + ".");
      }
      String baseSha256 = folder.sha256();
      Folders.create(partial);
      EncodedExamples.Parts parts = examples.split(config.validationShare(), config.seed());
      TrainingReport report = train(parts, held, fingerprint(examples, baseSha256));
      AdapterManifest manifest =
          new AdapterManifest(
              baseSha256,
              encoder.templateSha256(),
              edits,
              encoder.stopIds().stream().sorted().toList(),
              settings(),
              provenance,
              report.curve().stream()
                  .map(step -> new AdapterManifest.LossPoint(step.step(), step.loss()))
                  .toList(),
              Instant.now());
      publish(manifest);
      return report;
    }
  }

  private TrainingReport train(
      EncodedExamples.Parts parts, EncodedExamples held, String fingerprint) {
    EncodedExamples examples = parts.train();
    TrainingProgress before = TrainingProgress.read(checkpoint(adapterOut));
    if (before != null && !before.fingerprint().equals(fingerprint)) {
      before = null;
    }
    int stepsPerEpoch = (examples.examples().size() + config.batchSize() - 1) / config.batchSize();
    int steps = Math.multiplyExact(stepsPerEpoch, config.epochs());
    try (Trainer trainer = trainer(before, steps)) {
      Clock clock = new Clock(before);
      Validation validation =
          new Validation(
              parts.validation(),
              stepsPerEpoch,
              partial,
              before == null ? List.of() : before.validation());
      int step = trainer.stepsDone();
      if (before != null) {
        curve.addAll(before.curve());
      }
      List<List<Encoded>> epoch = List.of();
      boolean last = step >= steps;
      while (!last) {
        if (epoch.isEmpty() || step % stepsPerEpoch == 0) {
          epoch = examples.steps(config.batchSize(), config.seed(), step / stepsPerEpoch);
        }
        List<TokenBatch> batches = EncodedExamples.batches(epoch.get(step % stepsPerEpoch));
        double done = Math.max((double) step / steps, clock.shareOf(config));
        StepResult result = trainer.step(batches, rate(done, steps));
        step++;
        average(trainer, step, done, steps);
        clock.count(result.tokens());
        last = step == steps || clock.shareOf(config) >= 1;
        boolean looked = validation.isDue(step, last);
        last |= looked && validation.look(trainer, step);
        RuntimeException refusal =
            last || step % config.logEvery() == 0 ? log(result, steps, clock, last) : null;
        // Taken down while files are written: a channel closes itself under an interrupt.
        boolean interrupted = Thread.interrupted();
        if (refusal != null || interrupted || ProcessEnd.near()) {
          save(trainer, fingerprint, step, clock, validation);
          if (interrupted) {
            Thread.currentThread().interrupt();
          }
          throw refusal != null ? refusal : stopped(step, steps);
        }
        if (!last && (looked || clock.saveIsDue())) {
          save(trainer, fingerprint, step, clock, validation);
        }
      }
      save(trainer, fingerprint, step, clock, validation);
      ValidationPoint best = validation.best();
      Double heldOutLoss = finish(trainer, best == null ? null : validation.adapter(best), held);
      return new TrainingReport(
          step,
          before == null ? 0 : before.step(),
          clock.tokens(),
          finalLoss(),
          heldOutLoss,
          best == null ? step : best.step(),
          validation.points(),
          clock.tokensPerSecond(),
          curve,
          skipped(examples, held));
    }
  }

  /**
   * Puts the adapter where it is published from: the best one, or what the trainer ended with.
   *
   * @return its loss on the held-out examples; null where there are none
   */
  private @Nullable Double finish(Trainer trainer, @Nullable Path best, EncodedExamples held) {
    Path finished = partial.resolve("adapter");
    Folders.delete(finished);
    List<TokenBatch> batches = EncodedExamples.batches(held.examples());
    if (best == null) {
      trainer.writeAdapter(finished);
      return batches.isEmpty() ? null : trainer.loss(batches);
    }
    Folders.move(best, finished);
    if (batches.isEmpty()) {
      return null;
    }
    try (Trainer kept = Trainer.loraFrom(base, finished, options(1))) {
      return kept.loss(batches);
    }
  }

  private Trainer trainer(@Nullable TrainingProgress before, int steps) {
    AdapterConfig adapter =
        AdapterConfig.of(
            config.rank(), config.alpha(), String.valueOf(base.toAbsolutePath().getFileName()));
    TrainerOptions options = options(steps);
    return before == null
        ? Trainer.lora(base, adapter, options, config.seed())
        : Trainer.resumeLora(base, adapter, partial.resolve(CHECKPOINT), options);
  }

  private TrainerOptions options(int steps) {
    return new TrainerOptions(
        config.learningRate(),
        0,
        steps,
        0,
        config.clipNorm(),
        config.weightDecay(),
        BETA1,
        BETA2,
        config.precision(),
        config.checkpointing());
  }

  /**
   * Up over the warm-up, then down a cosine; by share of the work or of the time, whichever more.
   */
  private double rate(double done, int steps) {
    double first = 1.0 / steps;
    if (done < config.warmupShare()) {
      return config.learningRate() * Math.min(1, (done + first) / config.warmupShare());
    }
    double down = (done - config.warmupShare()) / (1 - config.warmupShare());
    double cosine = 0.5 * (1 + Math.cos(Math.PI * Math.min(1, down)));
    return config.learningRate()
        * (config.finalRateShare() + (1 - config.finalRateShare()) * cosine);
  }

  /** The window is a share of the steps there will be, which a time budget may cut. */
  private void average(Trainer trainer, int step, double done, int steps) {
    if (config.averagingShare() > 0) {
      double planned = step / Math.max(done, (double) step / steps);
      double window = Math.min(step, config.averagingShare() * planned);
      trainer.average(1 / Math.max(1, window));
    }
  }

  private static HoneException stopped(int step, int steps) {
    return new HoneException(
        "Training was interrupted after step "
            + step
            + " of "
            + steps
            + ". Run it again with the same settings to go on from there.");
  }

  /** Tells the listener; what it throws is given back, for when the work is saved. */
  private @Nullable RuntimeException log(StepResult result, int steps, Clock clock, boolean last) {
    double done = Math.max((double) result.step() / steps, clock.shareOf(config));
    TrainingStep step =
        new TrainingStep(
            result.step(),
            steps,
            clock.tokens(),
            result.loss(),
            result.gradientNorm(),
            result.learningRate(),
            clock.tokensPerSecond(),
            last ? 0 : clock.seconds() * (1 - done) / done);
    curve.add(step);
    try {
      listener.onStep(step);
      return null;
    } catch (RuntimeException e) {
      return e;
    }
  }

  private void save(
      Trainer trainer, String fingerprint, int step, Clock clock, Validation validation) {
    double start = clock.seconds();
    trainer.save(
        partial.resolve(CHECKPOINT),
        new TrainingProgress(fingerprint, step, clock.tokens(), start, curve, validation.points())
            .notes());
    validation.forgetWorse();
    listener.onCheckpoint(checkpoint(adapterOut));
    clock.saved(clock.seconds() - start);
  }

  private void publish(AdapterManifest manifest) {
    Path finished = partial.resolve("adapter");
    try {
      Files.writeString(finished.resolve(AdapterManifest.FILE), manifest.toJson());
    } catch (IOException e) {
      throw new HoneException("Cannot write " + finished + ": " + e.getMessage(), e);
    }
    Folders.move(finished, adapterOut);
    Folders.delete(partial);
  }

  private double finalLoss() {
    int from = Math.min(curve.size() - 1, curve.size() - 1 - curve.size() / LAST_SHARE);
    return curve.subList(Math.max(0, from), curve.size()).stream()
        .mapToDouble(TrainingStep::loss)
        .average()
        .orElse(Double.NaN);
  }

  private static Map<String, Integer> skipped(EncodedExamples train, EncodedExamples held) {
    Map<String, Integer> skipped = new TreeMap<>(train.skipped());
    held.skipped()
        .forEach((reason, count) -> skipped.merge("held out: " + reason, count, Integer::sum));
    return skipped;
  }

  private Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("rank", Integer.toString(config.rank()));
    settings.put("alpha", Double.toString(config.alpha()));
    settings.put("learning_rate", Double.toString(config.learningRate()));
    settings.put("epochs", Integer.toString(config.epochs()));
    settings.put("batch_size", Integer.toString(config.batchSize()));
    settings.put("max_tokens", Integer.toString(config.maxTokens()));
    settings.put("warmup_share", Double.toString(config.warmupShare()));
    settings.put("clip_norm", Double.toString(config.clipNorm()));
    settings.put("weight_decay", Double.toString(config.weightDecay()));
    settings.put("seed", Long.toString(config.seed()));
    settings.put("precision", config.precision().type().name());
    settings.put("final_rate_share", Double.toString(config.finalRateShare()));
    settings.put("averaging_share", Double.toString(config.averagingShare()));
    settings.put("validation_share", Double.toString(config.validationShare()));
    settings.put("time_budget", String.valueOf(config.timeBudget()));
    return settings;
  }

  /** Hash of all that decides what is learned. */
  private String fingerprint(EncodedExamples examples, String baseSha256) {
    StringBuilder data = new StringBuilder();
    for (Encoded example : examples.examples()) {
      data.append(java.util.Arrays.toString(example.tokens().ids()))
          .append(example.tokens().promptLength())
          .append('*')
          .append(example.weight());
    }
    return Json.sha256(baseSha256, settings().toString(), data.toString());
  }

  /** Time and tokens, those before a resume included; speed is this process's own. */
  private static final class Clock {
    private final long start = System.nanoTime();
    private final double secondsBefore;
    private final long tokensBefore;
    private long tokens;
    private double savedAt;
    private double saveSeconds;

    Clock(@Nullable TrainingProgress before) {
      this.secondsBefore = before == null ? 0 : before.seconds();
      this.tokensBefore = before == null ? 0 : before.tokens();
      this.savedAt = secondsBefore;
    }

    void count(long more) {
      tokens += more;
    }

    double seconds() {
      return secondsBefore + here();
    }

    private double here() {
      return (System.nanoTime() - start) / 1e9;
    }

    double shareOf(TrainingConfig config) {
      java.time.Duration budget = config.timeBudget();
      return budget == null ? 0 : seconds() / (budget.toMillis() / 1e3);
    }

    long tokens() {
      return tokensBefore + tokens;
    }

    double tokensPerSecond() {
      return tokens / Math.max(1e-9, here());
    }

    boolean saveIsDue() {
      return seconds() - savedAt
          > Math.max(LEAST_SECONDS_BETWEEN_CHECKPOINTS, saveSeconds / CHECKPOINT_SHARE);
    }

    void saved(double took) {
      savedAt = seconds();
      saveSeconds = took;
    }
  }
}
