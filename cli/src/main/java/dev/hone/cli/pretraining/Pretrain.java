package dev.hone.cli.pretraining;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.hone.engine.Tokenizer;
import dev.hone.engine.training.StepResult;
import dev.hone.engine.training.TokenBatch;
import dev.hone.engine.training.Trainer;
import dev.hone.engine.training.TrainerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Trains the small base model from scratch on generated text. Stopped at any moment, it goes on
 * from its last checkpoint when it is started again.
 *
 * <p>Arguments: {@code --work FOLDER} for checkpoints, {@code --out FOLDER} for the model, {@code
 * --seed N}, {@code --tokens N} of the whole schedule, {@code --rate R}, {@code --peak-share S} of
 * the tokens at that rate before it falls to a twentieth, {@code --batch N} tokens a step, {@code
 * --alike-at N} for the tokens after which {@link Spellings} are likened, {@code --alike-every N}
 * for how often again (0: never; they drift apart otherwise), {@code --until N} tokens to stop at,
 * {@code --minutes M} to stop after at the latest.
 */
public final class Pretrain {
  private static final int WARM_UP_STEPS = 100;

  private static final double LAST_RATE_SHARE = 0.05;
  private static final long REPORT_TOKENS = 250_000;
  private static final long GATE_TOKENS = 1_000_000;
  private static final int GATE_DOCUMENTS = 64;
  private static final int COUNTED_DOCUMENTS = 20_000;

  /** How a run is asked for; {@code minutes} bounds this start, not the whole training. */
  record Settings(
      Path work,
      Path out,
      long seed,
      long tokens,
      double rate,
      int batchTokens,
      long alikeAt,
      long alikeEvery,
      double peakShare,
      long until,
      double minutes) {}

  private final Settings settings;
  private final ObjectMapper json = new ObjectMapper();
  private long tokens;
  private long chunk;
  private boolean alike;
  private double latestLoss = 7;

  private Pretrain(Settings settings) {
    this.settings = settings;
  }

  public static void main(String[] args) throws IOException {
    Path work = Path.of("pretraining");
    Path out = Path.of("models/hone-small");
    long seed = 7;
    long tokens = 12_000_000;
    double rate = 1e-3;
    double minutes = 24 * 60;
    int batchTokens = 2048;
    long alikeAt = 3_500_000;
    long alikeEvery = 250_000;
    double peakShare = 0.8;
    long until = Long.MAX_VALUE;
    for (int i = 0; i + 1 < args.length; i += 2) {
      switch (args[i]) {
        case "--work" -> work = Path.of(args[i + 1]);
        case "--out" -> out = Path.of(args[i + 1]);
        case "--seed" -> seed = Long.parseLong(args[i + 1]);
        case "--tokens" -> tokens = Long.parseLong(args[i + 1]);
        case "--rate" -> rate = Double.parseDouble(args[i + 1]);
        case "--batch" -> batchTokens = Integer.parseInt(args[i + 1]);
        case "--alike-at" -> alikeAt = Long.parseLong(args[i + 1]);
        case "--alike-every" -> alikeEvery = Long.parseLong(args[i + 1]);
        case "--peak-share" -> peakShare = Double.parseDouble(args[i + 1]);
        case "--until" -> until = Long.parseLong(args[i + 1]);
        case "--minutes" -> minutes = Double.parseDouble(args[i + 1]);
        default ->
            throw new IllegalArgumentException(
                "Unknown option "
                    + args[i]
                    + ". Use --work, --out, --seed, --tokens, --rate, --batch, --alike-at,"
                    + " --alike-every, --peak-share, --until or --minutes.");
      }
    }
    new Pretrain(
            new Settings(
                work,
                out,
                seed,
                tokens,
                rate,
                batchTokens,
                alikeAt,
                alikeEvery,
                peakShare,
                Math.min(until, tokens),
                minutes))
        .run();
  }

  private void run() throws IOException {
    Path start = settings.work().resolve("start");
    if (!Files.exists(start.resolve("model.safetensors"))) {
      BaseModel.start(start, settings.seed());
    }
    Path progress = settings.work().resolve("progress.json");
    if (Files.exists(progress)) {
      JsonNode saved = json.readTree(progress.toFile());
      tokens = saved.path("tokens").asLong();
      chunk = saved.path("next_chunk").asLong();
      alike = saved.path("alike").asBoolean();
    }
    long begin = System.nanoTime();
    Corpus corpus = new Corpus(settings.seed());
    try (Tokenizer tokenizer = Tokenizer.open(start)) {
      long[] counts = counts(tokenizer, corpus);
      while (tokens < settings.until() && minutesSince(begin) < settings.minutes()) {
        long lap = nextLikening();
        learn(tokenizer, corpus, begin, Math.min(lap, settings.until()));
        if (tokens >= lap && tokens < settings.until()) {
          Spellings.liken(checkpoint().resolve("state.safetensors"), tokenizer, counts);
          alike = true;
          saveProgress();
        }
      }
      TrainerOptions options = TrainerOptions.of(settings.rate(), 0, 1);
      try (Trainer trainer = Trainer.resume(checkpoint(), options)) {
        trainer.export(settings.out());
        BaseModel.complete(settings.out(), start.resolve("tokenizer.json"));
        gate(trainer, tokenizer, corpus);
      }
      System.out.println("Wrote " + settings.out());
    }
  }

  private long nextLikening() {
    if (!alike) {
      return settings.alikeAt();
    }
    long every = settings.alikeEvery();
    return every == 0 ? Long.MAX_VALUE : (tokens / every + 1) * every;
  }

  private Path checkpoint() {
    return settings.work().resolve("checkpoint");
  }

  /** How often each token is met. */
  private static long[] counts(Tokenizer tokenizer, Corpus corpus) {
    long[] counts = new long[BaseModel.SIZES.vocabulary()];
    for (long n = Corpus.WARM_UP_DOCUMENTS; n < Corpus.WARM_UP_DOCUMENTS + COUNTED_DOCUMENTS; n++) {
      for (int token : tokenizer.encode(ChatMl.text(corpus.document(n)))) {
        counts[token]++;
      }
    }
    return counts;
  }

  private void learn(Tokenizer tokenizer, Corpus corpus, long begin, long until)
      throws IOException {
    // The rate comes from this program; the options' own schedule is not used.
    TrainerOptions options = TrainerOptions.of(settings.rate(), 0, 1);
    boolean resumed = tokens > 0;
    try (Trainer trainer =
        resumed
            ? Trainer.resume(checkpoint(), options)
            : Trainer.allParameters(settings.work().resolve("start"), options)) {
      Lessons lessons = new Lessons(corpus, tokenizer, chunk, settings.batchTokens());
      System.out.printf(
          Locale.ROOT, "%s at %,d tokens%n", resumed ? "Going on" : "Starting", tokens);
      learn(trainer, tokenizer, corpus, lessons, begin, until);
      save(trainer, lessons);
    }
  }

  private void learn(
      Trainer trainer, Tokenizer tokenizer, Corpus corpus, Lessons lessons, long begin, long until)
      throws IOException {
    double lossSum = 0;
    double normSum = 0;
    int steps = 0;
    long from = tokens;
    long lap = System.nanoTime();
    while (tokens < until && minutesSince(begin) < settings.minutes()) {
      TokenBatch batch = lessons.next();
      StepResult step = trainer.step(List.of(batch), rate(trainer.stepsDone()));
      tokens += step.tokens();
      lossSum += step.loss();
      normSum += step.gradientNorm();
      steps++;
      boolean gate = tokens / GATE_TOKENS > (tokens - step.tokens()) / GATE_TOKENS;
      if (tokens / REPORT_TOKENS > (tokens - step.tokens()) / REPORT_TOKENS) {
        double seconds = (System.nanoTime() - lap) / 1e9;
        latestLoss = lossSum / steps;
        System.out.printf(
            Locale.ROOT,
            "%,d tokens  step %d  loss %.4f  norm %.2f  rate %.2e  %.0f tokens/s%n",
            tokens,
            trainer.stepsDone(),
            latestLoss,
            normSum / steps,
            step.learningRate(),
            (tokens - from) / seconds);
        lossSum = 0;
        normSum = 0;
        steps = 0;
        if (gate) {
          gate(trainer, tokenizer, corpus);
        }
        save(trainer, lessons);
        from = tokens;
        lap = System.nanoTime();
      }
    }
  }

  private double rate(int step) {
    double warm = Math.min(1, (step + 1) / (double) WARM_UP_STEPS);
    double done = (double) tokens / settings.tokens();
    double fallen = Math.max(0, (done - settings.peakShare()) / (1 - settings.peakShare()));
    return settings.rate() * warm * (1 - (1 - LAST_RATE_SHARE) * Math.min(1, fallen));
  }

  private void save(Trainer trainer, Lessons lessons) throws IOException {
    trainer.save(checkpoint());
    chunk = lessons.nextChunk();
    saveProgress();
  }

  private void saveProgress() throws IOException {
    Map<String, Object> state =
        Map.of("tokens", tokens, "next_chunk", chunk, "alike", alike, "loss", latestLoss);
    json.writeValue(settings.work().resolve("progress.json").toFile(), state);
  }

  private void gate(Trainer trainer, Tokenizer tokenizer, Corpus corpus) {
    Map<String, Double> shares = Gate.open(trainer, tokenizer, corpus, GATE_DOCUMENTS);
    System.out.printf(Locale.ROOT, "  gate at %,d tokens: %s%n", tokens, Gate.told(shares));
  }

  private static double minutesSince(long nanos) {
    return (System.nanoTime() - nanos) / 60e9;
  }
}
