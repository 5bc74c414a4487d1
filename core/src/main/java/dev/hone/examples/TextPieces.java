package dev.hone.examples;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.Arrays;

/**
 * The set of a text's pieces, all runs of {@link #CHARS} characters, as sorted 32-bit hashes. Sets
 * of up to {@link #MOST} are kept whole and compared exactly; of larger ones the smallest hashes
 * are kept (a bottom-k sketch: Cohen and Kaplan, "Summarizing data using bottom-k sketches", 2007),
 * whose standard error is below 0.016.
 */
final class TextPieces {
  static final int CHARS = 5;
  static final int MOST = 1_024;

  /** Later characters are not compared, so that no text costs more than a megabyte. */
  static final int MOST_CHARS = 1 << 18;

  private static final int BASE = 1_000_003;
  private static final int BASE_TO_THE_LAST = power(CHARS - 1);

  private TextPieces() {}

  /** Hashes of all pieces, sorted, each once; a text shorter than a piece is one. */
  static int[] of(String words) {
    int length = Math.min(words.length(), MOST_CHARS);
    int[] hashes = new int[Math.max(1, length - CHARS + 1)];
    int rolling = 0;
    for (int i = 0; i < length; i++) {
      if (i >= CHARS) {
        rolling -= words.charAt(i - CHARS) * BASE_TO_THE_LAST;
      }
      rolling = rolling * BASE + words.charAt(i);
      if (i >= CHARS - 1) {
        hashes[i - CHARS + 1] = scramble(rolling);
      }
    }
    if (length < CHARS) {
      hashes[0] = scramble(rolling);
    }
    Arrays.sort(hashes);
    int kept = 1;
    for (int i = 1; i < hashes.length; i++) {
      if (hashes[i] != hashes[kept - 1]) {
        hashes[kept++] = hashes[i];
      }
    }
    return kept == hashes.length ? hashes : Arrays.copyOf(hashes, kept);
  }

  /** What {@link #similarity} compares: the smallest hashes, four bytes each. */
  static byte[] toBytes(int[] pieces) {
    int kept = Math.min(pieces.length, MOST);
    ByteBuffer bytes = ByteBuffer.allocate(kept * Integer.BYTES);
    bytes.asIntBuffer().put(pieces, 0, kept);
    return bytes.array();
  }

  /** Jaccard similarity of two sets, from 0 to 1. */
  static double similarity(byte[] some, byte[] others) {
    IntBuffer a = ByteBuffer.wrap(some).asIntBuffer();
    IntBuffer b = ByteBuffer.wrap(others).asIntBuffer();
    int sizeA = a.limit();
    int sizeB = b.limit();
    // Beyond the largest hash that a cut set kept, nothing is known of it.
    int known = Math.min(largest(a, sizeA), largest(b, sizeB));
    int i = 0;
    int j = 0;
    int shared = 0;
    int all = 0;
    while (i < sizeA || j < sizeB) {
      boolean left = j == sizeB || (i < sizeA && a.get(i) <= b.get(j));
      boolean right = i == sizeA || (j < sizeB && b.get(j) <= a.get(i));
      if ((left ? a.get(i) : b.get(j)) > known) {
        break;
      }
      shared += left && right ? 1 : 0;
      all++;
      i += left ? 1 : 0;
      j += right ? 1 : 0;
    }
    return all == 0 ? 1 : shared / (double) all;
  }

  private static int largest(IntBuffer hashes, int size) {
    return size < MOST ? Integer.MAX_VALUE : hashes.get(size - 1);
  }

  private static int scramble(int hash) {
    return (int) (Hashing.mix(hash) >>> 32);
  }

  private static int power(int exponent) {
    int raised = 1;
    for (int i = 0; i < exponent; i++) {
      raised *= BASE;
    }
    return raised;
  }
}
