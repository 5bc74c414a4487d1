package dev.hone.examples;

/**
 * All that is needed to find the texts that are like this one.
 *
 * @param buckets texts that are alike share one of these, save for one pair in a hundred
 * @param bits0 one bit for each of 64 places of the signature
 * @param bits1 64 more
 * @param numbers a hash of the numbers in the text, whatever their order
 * @param pieces what decides: see {@link NearDuplicates#alike}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared or put into a set
public record TextSketch(long[] buckets, long bits0, long bits1, long numbers, byte[] pieces) {
  /** How many bits {@link #agreement} compares. */
  public static final int BITS = 128;

  static long bits(int[] signature, int from) {
    long bits = 0;
    for (int i = 0; i < Long.SIZE; i++) {
      bits = (bits << 1) | (signature[from + i] & 1);
    }
    return bits;
  }

  /** How many bits of two sketches are equal: 64 for strangers, {@link #BITS} for twins. */
  static int agreement(long bits0, long bits1, long other0, long other1) {
    return BITS - Long.bitCount(bits0 ^ other0) - Long.bitCount(bits1 ^ other1);
  }

  /**
   * The agreement that a pair of this similarity falls short of once in 30,000 times: four standard
   * deviations below the mean of b-bit minwise hashing (Li and Koenig, 2010, with b = 1).
   */
  static int leastAgreement(double similarity) {
    double equal = (1 + similarity) / 2;
    return (int) Math.floor(BITS * equal - 4 * Math.sqrt(BITS * equal * (1 - equal)));
  }
}
