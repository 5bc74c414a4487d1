package dev.hone.examples;

/**
 * Finds the pairs of texts in one bucket after another that may be alike. Each text is compared
 * with the first {@link #MOST_HEADS} of its bucket and is paired with the first {@link #MOST_PAIRS}
 * of them that agree, so that a bucket of a million costs no more a text than one of a hundred, and
 * memory stays the same. Not thread-safe; local to one pass.
 */
public final class BucketPairs {
  /** Takes a pair. */
  @FunctionalInterface
  public interface Sink {
    /**
     * Takes one pair.
     *
     * @param key the text that came first
     * @param other another one
     */
    void pair(long key, long other);
  }

  public static final int MOST_HEADS = 64;

  /** More pairs than one, for the sketch's bits may be wrong about the first. */
  public static final int MOST_PAIRS = 3;

  private final int leastAgreement;
  private final long[] keys = new long[MOST_HEADS];
  private final long[] heads0 = new long[MOST_HEADS];
  private final long[] heads1 = new long[MOST_HEADS];
  private long bucket;
  private int heads;

  BucketPairs(int leastAgreement) {
    this.leastAgreement = leastAgreement;
  }

  /** The next text; those of one bucket must come one after another, in the order of their keys. */
  public void add(long ofBucket, long key, long bits0, long bits1, Sink sink) {
    if (ofBucket != bucket) {
      bucket = ofBucket;
      heads = 0;
    }
    int pairs = 0;
    for (int i = 0; i < heads && pairs < MOST_PAIRS; i++) {
      if (keys[i] != key
          && TextSketch.agreement(bits0, bits1, heads0[i], heads1[i]) >= leastAgreement) {
        sink.pair(keys[i], key);
        pairs++;
      }
    }
    if (heads < MOST_HEADS) {
      keys[heads] = key;
      heads0[heads] = bits0;
      heads1[heads] = bits1;
      heads++;
    }
  }
}
