package dev.hone.engine.training;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows of tokens to learn from, right-padded by the trainer where they differ in length.
 *
 * @param ids tokens, [row][position]
 * @param labels the same shape: the token itself where it is to be learned, {@link #NOT_TRAINED}
 *     elsewhere. Not shifted: the label at position t is predicted from position t - 1, so that of
 *     position 0 never counts
 * @param weights what each row's tokens count in the loss, [row]
 */
@SuppressWarnings(
    "ArrayRecordComponent") // Compared by nobody; lists of boxed numbers would cost tenfold.
public record TokenBatch(int[][] ids, int[][] labels, double[] weights) {
  public static final int NOT_TRAINED = -100;

  public TokenBatch {
    if (ids.length == 0 || ids.length != labels.length || ids.length != weights.length) {
      throw new IllegalArgumentException(
          "Invalid batch: "
              + ids.length
              + " rows of ids, "
              + labels.length
              + " of labels, "
              + weights.length
              + " weights. Give one of each per row, and at least one row.");
    }
    for (int row = 0; row < ids.length; row++) {
      if (ids[row].length == 0 || ids[row].length != labels[row].length) {
        throw new IllegalArgumentException(
            "Invalid batch: row "
                + row
                + " has "
                + ids[row].length
                + " ids and "
                + labels[row].length
                + " labels. Give as many of each, and at least one.");
      }
    }
  }

  /**
   * Makes sure that all tokens, and those to be learned, are of the vocabulary.
   *
   * @throws IllegalArgumentException naming the first that is not
   */
  void check(int vocabulary) {
    for (int row = 0; row < ids.length; row++) {
      for (int t = 0; t < ids[row].length; t++) {
        int label = labels[row][t] == NOT_TRAINED ? 0 : labels[row][t];
        int id = ids[row][t] >= 0 && ids[row][t] < vocabulary ? label : ids[row][t];
        if (id < 0 || id >= vocabulary) {
          throw new IllegalArgumentException(
              "Invalid token "
                  + id
                  + " at row "
                  + row
                  + ", position "
                  + t
                  + ": the vocabulary has "
                  + vocabulary
                  + ".");
        }
      }
    }
  }

  /** Every row weighs one. */
  public TokenBatch(int[][] ids, int[][] labels) {
    this(ids, labels, ones(ids.length));
  }

  public int rows() {
    return ids.length;
  }

  /** The longest row. */
  public int width() {
    int width = 0;
    for (int[] row : ids) {
      width = Math.max(width, row.length);
    }
    return width;
  }

  /** Tokens read, padding apart. */
  public long tokens() {
    long tokens = 0;
    for (int[] row : ids) {
      tokens += row.length;
    }
    return tokens;
  }

  /** Tokens learned. */
  public int trainedTokens() {
    int trained = 0;
    for (int[] row : labels) {
      for (int t = 1; t < row.length; t++) {
        if (row[t] != NOT_TRAINED) {
          trained++;
        }
      }
    }
    return trained;
  }

  /** The rows dealt out in turn, as cards are, to as many batches as are asked for and have one. */
  List<TokenBatch> deal(int batches) {
    int count = Math.min(batches, rows());
    List<TokenBatch> dealt = new ArrayList<>();
    for (int first = 0; first < count; first++) {
      int step = count;
      int[] rows = IntStream.iterate(first, row -> row < rows(), row -> row + step).toArray();
      dealt.add(
          new TokenBatch(
              IntStream.of(rows).mapToObj(row -> ids[row]).toArray(int[][]::new),
              IntStream.of(rows).mapToObj(row -> labels[row]).toArray(int[][]::new),
              IntStream.of(rows).mapToDouble(row -> weights[row]).toArray()));
    }
    return dealt;
  }

  /** Sum over learned tokens of their row's weight. */
  public double trainedWeight() {
    double sum = 0;
    for (int row = 0; row < labels.length; row++) {
      for (int t = 1; t < labels[row].length; t++) {
        if (labels[row][t] != NOT_TRAINED) {
          sum += weights[row];
        }
      }
    }
    return sum;
  }

  private static double[] ones(int rows) {
    double[] ones = new double[rows];
    java.util.Arrays.fill(ones, 1);
    return ones;
  }
}
