package dev.hone.examples;

import java.util.Arrays;
import java.util.stream.LongStream;

/** The connected components of a graph whose nodes are longs, by union-find, in memory. */
public final class Components {
  private final long[] keys;
  private final int[] parent;

  private Components(long[] keys, int[] parent) {
    this.keys = keys;
    this.parent = parent;
  }

  /**
   * Joins what is connected.
   *
   * @param from one end of each edge
   * @param to the other end, in the same order
   */
  public static Components of(long[] from, long[] to) {
    long[] keys =
        LongStream.concat(Arrays.stream(from), Arrays.stream(to)).sorted().distinct().toArray();
    int[] parent = new int[keys.length];
    Arrays.setAll(parent, i -> i);
    for (int edge = 0; edge < from.length; edge++) {
      int a = root(parent, Arrays.binarySearch(keys, from[edge]));
      int b = root(parent, Arrays.binarySearch(keys, to[edge]));
      parent[Math.max(a, b)] = Math.min(a, b);
    }
    return new Components(keys, parent);
  }

  /** All nodes, ascending. */
  public long[] keys() {
    return keys.clone();
  }

  /** The smallest node of the key's component: the key itself where it is in no edge. */
  public long root(long key) {
    int index = Arrays.binarySearch(keys, key);
    return index < 0 ? key : keys[root(parent, index)];
  }

  private static int root(int[] parent, int index) {
    int at = index;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }
}
