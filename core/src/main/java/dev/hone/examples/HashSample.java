package dev.hone.examples;

import dev.hone.json.Json;

/**
 * A sample drawn by a hash of each row's key: the same rows every time, whatever else is in the
 * log, and a smaller sample is part of a larger one.
 */
public final class HashSample {
  private static final int HASH_DIGITS = 13; // 52 bits: exact in a double

  private HashSample() {}

  /**
   * Where the key stands, from 0 to below 1; those below a share are that share of all.
   *
   * @param salt draws another sample
   */
  public static double place(String key, String salt) {
    String hash = Json.sha256("sample", salt, key);
    return Long.parseLong(hash.substring(0, HASH_DIGITS), 16) / (double) (1L << (4 * HASH_DIGITS));
  }
}
