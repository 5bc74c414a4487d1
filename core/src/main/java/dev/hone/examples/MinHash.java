package dev.hone.examples;

import java.util.Arrays;

/**
 * Signatures of sets in which the share of equal places estimates the Jaccard similarity of two
 * sets, and places are as good as independent. Computed by fast similarity sketching (Dahlgaard,
 * Knudsen and Thorup, "Fast similarity sketching", FOCS 2017): in each round every element is
 * hashed once, into one place; the rounds end when no place is empty. A set of n costs about n + k
 * log k hashes for k places, where k permutations cost n k.
 */
final class MinHash {
  private final int places;

  /** Makes signatures of so many places. */
  MinHash(int places) {
    this.places = places;
  }

  /** The signature of a set that is not empty; a repeated element changes nothing. */
  int[] signature(int[] set) {
    long[] smallest = new long[places];
    Arrays.fill(smallest, Long.MAX_VALUE);
    int empty = places;
    for (int round = 0; empty > 0; round++) {
      long seed = Hashing.mix(round + 1L);
      for (int element : set) {
        long hash = Hashing.mix(element ^ seed);
        // From the k-th round on a round fills one place for certain, so there are at most 2 k.
        int place = round < places ? (int) (((hash >>> 32) * places) >>> 32) : round - places;
        long value = ((long) round << 32) | (hash & 0xFFFFFFFFL);
        if (value < smallest[place]) {
          empty -= smallest[place] == Long.MAX_VALUE ? 1 : 0;
          smallest[place] = value;
        }
      }
    }
    int[] signature = new int[places];
    for (int i = 0; i < places; i++) {
      signature[i] = (int) (Hashing.mix(smallest[i]) >>> 32);
    }
    return signature;
  }
}
