package dev.hone.engine.training;

import dev.hone.engine.ChatEncoder;
import dev.hone.templates.TemplateException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Examples as tokens, and the batches made of them.
 *
 * @param examples those that can be learned, in the order given
 * @param skipped how many cannot, by reason
 */
record EncodedExamples(List<Encoded> examples, Map<String, Integer> skipped) {
  /** Padded tokens that are worked on at once: more gains no speed and costs memory. */
  private static final int MICRO_BATCH_TOKENS = 4096;

  /** One example's tokens and weight. */
  record Encoded(ChatEncoder.Encoded tokens, double weight) {
    int length() {
      return tokens.ids().length;
    }
  }

  static EncodedExamples of(List<TrainingExample> examples, ChatEncoder encoder, int maxTokens) {
    List<Encoded> encoded = new ArrayList<>();
    Map<String, Integer> skipped = new TreeMap<>();
    for (TrainingExample example : examples) {
      try {
        ChatEncoder.Encoded tokens =
            encoder.example(example.messages(), example.toolsJson(), example.answer());
        if (tokens.ids().length > maxTokens) {
          skipped.merge("longer than " + maxTokens + " tokens", 1, Integer::sum);
        } else {
          encoded.add(new Encoded(tokens, example.weight()));
        }
      } catch (TemplateException e) {
        skipped.merge("the chat template refuses it: " + e.getMessage(), 1, Integer::sum);
      } catch (IllegalArgumentException e) {
        skipped.merge(String.valueOf(e.getMessage()), 1, Integer::sum);
      }
    }
    return new EncodedExamples(encoded, skipped);
  }

  /** The share to validate with, and the rest, each in the order given; the same for a seed. */
  Parts split(double validationShare, long seed) {
    List<Encoded> order = new ArrayList<>(examples);
    java.util.Collections.shuffle(order, new Random(~seed));
    java.util.Set<Encoded> kept = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
    kept.addAll(order.subList(0, (int) Math.round(validationShare * order.size())));
    return new Parts(
        new EncodedExamples(examples.stream().filter(e -> !kept.contains(e)).toList(), skipped),
        new EncodedExamples(examples.stream().filter(kept::contains).toList(), Map.of()));
  }

  /** Examples to learn, and examples to stop by. */
  record Parts(EncodedExamples train, EncodedExamples validation) {}

  /** The examples of one epoch's steps, in an order of the seed's and epoch's. */
  List<List<Encoded>> steps(int batchSize, long seed, int epoch) {
    List<Encoded> order = new ArrayList<>(examples);
    java.util.Collections.shuffle(order, new Random(seed * 1_000_003 + epoch));
    List<List<Encoded>> steps = new ArrayList<>();
    for (int at = 0; at < order.size(); at += batchSize) {
      steps.add(order.subList(at, Math.min(order.size(), at + batchSize)));
    }
    return steps;
  }

  /** Cuts examples into batches of like lengths, so that little is padded and memory is bounded. */
  static List<TokenBatch> batches(List<Encoded> examples) {
    List<Encoded> byLength = new ArrayList<>(examples);
    byLength.sort(Comparator.comparingInt(Encoded::length).reversed());
    List<TokenBatch> batches = new ArrayList<>();
    int at = 0;
    while (at < byLength.size()) {
      int rows = Math.max(1, MICRO_BATCH_TOKENS / byLength.get(at).length());
      int end = Math.min(byLength.size(), at + rows);
      batches.add(batch(byLength.subList(at, end)));
      at = end;
    }
    return batches;
  }

  private static TokenBatch batch(List<Encoded> rows) {
    int[][] ids = new int[rows.size()][];
    int[][] labels = new int[rows.size()][];
    double[] weights = new double[rows.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = rows.get(i).tokens().ids();
      labels[i] = rows.get(i).tokens().labels();
      weights[i] = rows.get(i).weight();
    }
    return new TokenBatch(ids, labels, weights);
  }
}
