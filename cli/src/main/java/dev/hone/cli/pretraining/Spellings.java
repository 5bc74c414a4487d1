package dev.hone.cli.pretraining;

import dev.hone.engine.Tokenizer;
import dev.hone.engine.weights.DType;
import dev.hone.engine.weights.SafetensorsFile;
import dev.hone.engine.weights.SafetensorsWriter;
import dev.hone.engine.weights.TensorLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Makes the spellings of a word start alike. To a byte-level vocabulary {@code parcel}, {@code
 * Parcel} and either with a space before it are strangers, and a model must learn word by word that
 * copying one means writing another. Here each gets the mean of what they have learnt, by how often
 * each was met, plus what its way of spelling has in common over all words. Training then moves
 * them freely.
 */
final class Spellings {
  private static final String EMBEDDING = "model.embed_tokens.weight";
  private static final int WAYS = 4; // space before it or not, capital or not
  private static final int OFTEN = 50;

  private Spellings() {}

  /** Changes the embedding in a checkpoint's file in place. */
  static void liken(Path state, Tokenizer tokenizer, long[] counts) {
    SafetensorsFile file = SafetensorsFile.read(state);
    List<SafetensorsWriter.Entry> entries = new ArrayList<>();
    file.tensors()
        .forEach(
            (name, tensor) -> {
              float[] values = TensorLoader.read(file, name);
              Supplier<float[]> written =
                  () -> name.equals(EMBEDDING) ? alike(values, tokenizer, counts) : values;
              entries.add(new SafetensorsWriter.Entry(name, DType.F32, tensor.shape(), written));
            });
    SafetensorsWriter.write(state, entries, file.metadata());
  }

  /** The embedding [tokens, width] with the spellings of each word brought together. */
  private static float[] alike(float[] embedding, Tokenizer tokenizer, long[] counts) {
    int width = embedding.length / counts.length;
    Map<String, List<Integer>> words = new LinkedHashMap<>();
    int[] ways = new int[counts.length];
    for (int token = 0; token < counts.length; token++) {
      String text = tokenizer.decode(new int[] {token});
      String word = text.startsWith(" ") ? text.substring(1) : text;
      if (word.matches("[A-Za-z]{2,}")) {
        ways[token] =
            (text.startsWith(" ") ? 2 : 0) + (Character.isUpperCase(word.charAt(0)) ? 1 : 0);
        words.computeIfAbsent(word.toLowerCase(Locale.ROOT), w -> new ArrayList<>()).add(token);
      }
    }
    float[] changed = embedding.clone();
    double[][] common = new double[WAYS][width];
    int[] seen = new int[WAYS];
    for (List<Integer> spellings : words.values()) {
      if (spellings.size() == 1) {
        continue;
      }
      double[] mean = mean(embedding, spellings, counts, width);
      for (int token : spellings) {
        for (int i = 0; i < width; i++) {
          changed[token * width + i] = (float) mean[i];
          if (counts[token] >= OFTEN) {
            common[ways[token]][i] += embedding[token * width + i] - mean[i];
          }
        }
        seen[ways[token]] += counts[token] >= OFTEN ? 1 : 0;
      }
    }
    for (List<Integer> spellings : words.values()) {
      for (int token : spellings.size() == 1 ? List.<Integer>of() : spellings) {
        for (int i = 0; i < width; i++) {
          changed[token * width + i] +=
              (float) (common[ways[token]][i] / Math.max(1, seen[ways[token]]));
        }
      }
    }
    return changed;
  }

  private static double[] mean(float[] embedding, List<Integer> tokens, long[] counts, int width) {
    double[] mean = new double[width];
    double total = 0;
    for (int token : tokens) {
      double weight = counts[token] + 1.0;
      total += weight;
      for (int i = 0; i < width; i++) {
        mean[i] += weight * embedding[token * width + i];
      }
    }
    for (int i = 0; i < width; i++) {
      mean[i] /= total;
    }
    return mean;
  }
}
