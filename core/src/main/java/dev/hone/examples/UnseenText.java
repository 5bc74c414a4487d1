package dev.hone.examples;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How much of each of some texts is in none of many others: the share of its five-character pieces
 * that no other text has. One pass over the others, in any order and in parts; memory is that of
 * the texts asked about. Pieces are compared by 32-bit hashes, so that of a billion that were seen
 * one in five strangers looks seen; of a million, one in 4,000. Not thread-safe.
 */
public final class UnseenText {
  private final List<int[]> texts;
  private final int[] pieces;
  private final BitSet seen;

  /**
   * Nothing is seen yet.
   *
   * @param words what {@link Slots} makes of each text asked about
   */
  public UnseenText(List<String> words) {
    texts = words.stream().map(TextPieces::of).toList();
    pieces = texts.stream().flatMapToInt(IntStream::of).sorted().distinct().toArray();
    seen = new BitSet(pieces.length);
  }

  /** Another text, by its words. */
  public void see(String words) {
    for (int piece : TextPieces.of(words)) {
      int at = Arrays.binarySearch(pieces, piece);
      if (at >= 0) {
        seen.set(at);
      }
    }
  }

  /** What was seen so far, for {@link #add} of another of the same texts. */
  public byte[] seen() {
    return seen.toByteArray();
  }

  /** Sees what another of the same texts saw. */
  public void add(byte[] seenByOther) {
    seen.or(BitSet.valueOf(seenByOther));
  }

  /** The share of a text that was not seen, from 0 to 1. */
  public double share(int text) {
    int[] own = texts.get(text);
    int unseen = 0;
    for (int piece : own) {
      unseen += seen.get(Arrays.binarySearch(pieces, piece)) ? 0 : 1;
    }
    return unseen / (double) own.length;
  }
}
