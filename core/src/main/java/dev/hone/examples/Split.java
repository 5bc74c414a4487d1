package dev.hone.examples;

import dev.hone.json.Json;

/** Which side of a split a group is on: a pure function, so re-reading a log moves no row. */
public final class Split {
  private static final int HASH_DIGITS = 13; // 52 bits: exact in a double

  private Split() {}

  /**
   * {@link Example#TRAIN} or {@link Example#TEST}. A group on the test side at one share stays
   * there at every larger share.
   *
   * @param groupKey what must stay together
   * @param testShare the share of groups to test on, from 0 to 1
   * @param salt draws another split; the same everywhere in one run
   */
  public static String side(String groupKey, double testShare, String salt) {
    if (!(testShare >= 0 && testShare <= 1)) {
      throw new IllegalArgumentException(
          "Invalid testShare: " + testShare + ". Use a share from 0 to 1.");
    }
    String hash = Json.sha256("split", salt, groupKey);
    double place =
        Long.parseLong(hash.substring(0, HASH_DIGITS), 16) / (double) (1L << (4 * HASH_DIGITS));
    return place < testShare ? Example.TEST : Example.TRAIN;
  }
}
