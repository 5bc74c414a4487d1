package dev.hone.examples;

/**
 * How a signature is cut into bands (Leskovec, Rajaraman and Ullman, "Mining of massive datasets",
 * 3.4): two texts meet when all rows of any band are equal.
 *
 * @param bands how many buckets a text falls into
 * @param rows places of the signature that make a band; more rows, fewer strangers meet
 */
record Banding(int bands, int rows) {
  /** Of the pairs that are just similar enough, the share that meets at least. */
  static final double RECALL = 0.99;

  /** Every band is a row in a shuffle. */
  private static final int MOST_BANDS = 26;

  private static final int MOST_ROWS = 16;

  /** The banding of most rows that still lets pairs of this similarity meet. */
  static Banding of(double similarity) {
    Banding banding = new Banding(bandsNeeded(similarity, 1), 1);
    for (int rows = 2; rows <= MOST_ROWS; rows++) {
      int bands = bandsNeeded(similarity, rows);
      if (bands <= MOST_BANDS) {
        banding = new Banding(bands, rows);
      }
    }
    return banding;
  }

  private static int bandsNeeded(double similarity, int rows) {
    double meets = Math.pow(similarity, rows);
    return meets >= 1
        ? 1
        : (int) Math.min(1_000, Math.ceil(Math.log(1 - RECALL) / Math.log(1 - meets)));
  }

  /** The share of pairs of this similarity that meet. */
  double recall(double similarity) {
    return 1 - Math.pow(1 - Math.pow(similarity, rows), bands);
  }

  /** Places that a signature needs. */
  int places() {
    return bands * rows;
  }

  /**
   * The buckets of a signature.
   *
   * @param salt texts of another salt never meet
   */
  long[] buckets(int[] signature, long salt) {
    long[] buckets = new long[bands];
    for (int band = 0; band < bands; band++) {
      long key = Hashing.mix(salt + band);
      for (int row = 0; row < rows; row++) {
        key = Hashing.mix(key ^ signature[band * rows + row]);
      }
      buckets[band] = key;
    }
    return buckets;
  }
}
