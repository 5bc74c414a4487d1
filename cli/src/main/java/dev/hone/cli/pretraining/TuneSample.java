package dev.hone.cli.pretraining;

import dev.hone.adapters.AdapterConfig;
import dev.hone.chat.Message;
import dev.hone.cli.samples.SampleExamples;
import dev.hone.cli.samples.SampleExamples.SampleExample;
import dev.hone.engine.Precision;
import dev.hone.engine.Tokenizer;
import dev.hone.engine.training.StepResult;
import dev.hone.engine.training.TokenBatch;
import dev.hone.engine.training.Trainer;
import dev.hone.engine.training.TrainerOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tunes a base model on the sample logs and scores it against the truth, without tables: what the
 * figures on the model's card were made with. {@code --mode lora} fits an adapter, {@code full}
 * trains all parameters, and {@code random} does so from random ones, as a control of what the base
 * model is worth.
 *
 * <p>Other arguments: {@code --base FOLDER --rank N --alpha X --rate R --epochs N --batch N --seed
 * N --log-seed N}, and {@code --averaging SHARE}, of the steps that the average kept looks back
 * over, and {@code --final-rate-share SHARE}, of the peak rate that is left at the end.
 */
public final class TuneSample {
  private static final int LONGEST_ANSWER = 48;
  private static final int AT_ONCE = 64;
  private static final double WARM_UP_SHARE = 0.05;

  /** Those of {@code bin/hone run}. */
  private static final String DEFAULTS =
      "--base models/hone-small --mode lora --rank 32 --alpha 256 --rate 1e-3 --epochs 9 --batch 8"
          + " --averaging 0.15 --final-rate-share 0 --seed 1 --log-seed 1";

  private static final Pattern FIELD = Pattern.compile("\"(\\w+)\":(\"[^\"]*\"|null)");

  private final Map<String, String> options = new TreeMap<>();

  private TuneSample(String[] args) {
    String[] defaults = DEFAULTS.split(" ", -1);
    for (int i = 0; i < defaults.length; i += 2) {
      options.put(defaults[i], defaults[i + 1]);
    }
    for (int i = 0; i + 1 < args.length; i += 2) {
      if (options.put(args[i], args[i + 1]) == null) {
        throw new IllegalArgumentException("Unknown option " + args[i] + "; there are " + options);
      }
    }
  }

  public static void main(String[] args) throws Exception {
    new TuneSample(args).run();
  }

  private String option(String name) {
    return String.valueOf(options.get("--" + name));
  }

  private void run() throws Exception {
    Path base = Path.of(option("base"));
    int batch = Integer.parseInt(option("batch"));
    int epochs = Integer.parseInt(option("epochs"));
    long seed = Long.parseLong(option("seed"));
    double averaging = Double.parseDouble(option("averaging"));
    List<SampleExample> train = new ArrayList<>();
    List<SampleExample> test = new ArrayList<>();
    for (SampleExample example : SampleExamples.of(Long.parseLong(option("log-seed")))) {
      (example.heldOut() ? test : train).add(example);
    }
    int steps = epochs * (train.size() / batch);
    TrainerOptions trainerOptions =
        new TrainerOptions(
            Double.parseDouble(option("rate")),
            (int) (WARM_UP_SHARE * steps),
            steps,
            Double.parseDouble(option("final-rate-share")),
            1.0,
            0.0,
            0.9,
            0.95,
            Precision.AUTO,
            false);
    System.out.printf(Locale.ROOT, "%s, %d train, %d test%n", options, train.size(), test.size());
    try (Tokenizer tokenizer = Tokenizer.open(base);
        Trainer trainer = trainer(base, trainerOptions, seed)) {
      long begin = System.nanoTime();
      long tokens = 0;
      Draw draw = new Draw(seed);
      for (int epoch = 1; epoch <= epochs; epoch++) {
        List<SampleExample> order = draw.shuffled(train);
        double loss = 0;
        int done = 0;
        for (int from = 0; from + batch <= order.size(); from += batch) {
          TokenBatch rows = encode(tokenizer, order.subList(from, from + batch));
          StepResult step = trainer.step(List.of(rows));
          loss += step.loss();
          trainer.average(1 / Math.max(1, Math.min(step.step(), averaging * steps)));
          tokens += rows.tokens();
          done++;
        }
        double seconds = (System.nanoTime() - begin) / 1e9;
        boolean last = epoch == epochs;
        System.out.printf(
            Locale.ROOT,
            "epoch %d  loss %.4f  %.0f s  %.0f tokens/s  %s%n",
            epoch,
            loss / done,
            seconds,
            tokens / seconds,
            score(trainer, tokenizer, last ? test : test.subList(0, Math.min(128, test.size()))));
      }
    }
  }

  private Trainer trainer(Path base, TrainerOptions trainerOptions, long seed) throws Exception {
    int rank = Integer.parseInt(option("rank"));
    return switch (option("mode")) {
      case "lora" ->
          Trainer.lora(
              base,
              AdapterConfig.of(rank, Double.parseDouble(option("alpha")), "hone-small"),
              trainerOptions,
              seed);
      case "full" -> Trainer.allParameters(base, trainerOptions);
      case "random" ->
          Trainer.fromScratch(Files.readString(base.resolve("config.json")), trainerOptions, seed);
      default ->
          throw new IllegalArgumentException(
              "Invalid --mode: " + option("mode") + ". Use lora, full or random.");
    };
  }

  private static TokenBatch encode(Tokenizer tokenizer, List<SampleExample> examples) {
    List<Document> documents = new ArrayList<>();
    examples.forEach(e -> documents.add(Document.of("sample", e.ticket(), e.logged())));
    return Lessons.batch(tokenizer, documents);
  }

  private static void count(Map<String, int[]> counts, String part, boolean right) {
    int[] count = counts.computeIfAbsent(part, p -> new int[2]);
    count[0] += right ? 1 : 0;
    count[1]++;
  }

  /** Exact matches with the truth, by part, and by field with a dot before it. */
  private static String score(Trainer trainer, Tokenizer tokenizer, List<SampleExample> test) {
    int end = tokenizer.idOf(ChatMl.END).orElseThrow();
    Map<String, int[]> counts = new TreeMap<>();
    for (int from = 0; from < test.size(); from += AT_ONCE) {
      List<SampleExample> some = test.subList(from, Math.min(test.size(), from + AT_ONCE));
      List<int[]> prompts = new ArrayList<>();
      for (SampleExample example : some) {
        Document asked = Document.of("sample", List.of(Message.user(example.ticket())));
        prompts.add(tokenizer.encode(ChatMl.text(asked) + ChatMl.START + "assistant\n"));
      }
      int[][] answers = trainer.generate(prompts, LONGEST_ANSWER, Set.of(end));
      for (int i = 0; i < answers.length; i++) {
        SampleExample example = some.get(i);
        boolean right = tokenizer.decode(answers[i]).equals(example.truth());
        for (String part : List.of("all", example.part(), example.wording())) {
          count(counts, part, right);
        }
        Matcher fields = FIELD.matcher(example.truth());
        while (fields.find()) {
          boolean same = tokenizer.decode(answers[i]).contains(fields.group());
          count(counts, "." + fields.group(1), same);
          if (fields.group(1).equals("priority")) {
            count(counts, "." + fields.group(2).replace("\"", ""), same);
          }
        }
      }
    }
    StringBuilder told = new StringBuilder();
    counts.forEach(
        (part, count) ->
            told.append(
                String.format(
                    Locale.ROOT, "%s %.1f%% (%d)  ", part, 100.0 * count[0] / count[1], count[1])));
    return told.toString();
  }
}
