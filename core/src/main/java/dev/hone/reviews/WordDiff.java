package dev.hone.reviews;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one text has that another has not, word by word: a longest common subsequence of words,
 * spaces and signs. Texts that differ in more than a few thousand words are shown as wholly
 * different from their first to their last difference.
 */
public final class WordDiff {
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}_]+|\\s+|.", Pattern.DOTALL);

  /** Cells of the table at most: 16 MB. */
  private static final long MOST_CELLS = 4_000_000;

  private WordDiff() {}

  /** Where a piece of text stands. */
  public enum In {
    BOTH,
    FIRST,
    SECOND
  }

  /** Adjoining words that stand in the same texts. */
  public record Piece(In in, String text) {}

  /** The pieces in order: those in both and in the first make up the first, and so the second. */
  public static List<Piece> of(String first, String second) {
    List<String> a = words(first);
    List<String> b = words(second);
    int same = 0;
    while (same < Math.min(a.size(), b.size()) && a.get(same).equals(b.get(same))) {
      same++;
    }
    int endA = a.size();
    int endB = b.size();
    while (endA > same && endB > same && a.get(endA - 1).equals(b.get(endB - 1))) {
      endA--;
      endB--;
    }
    List<Piece> pieces = new ArrayList<>();
    add(pieces, In.BOTH, a.subList(0, same));
    between(pieces, a.subList(same, endA), b.subList(same, endB));
    add(pieces, In.BOTH, a.subList(endA, a.size()));
    return pieces;
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    for (Matcher word = WORD.matcher(text); word.find(); ) {
      words.add(word.group());
    }
    return words;
  }

  private static void between(List<Piece> pieces, List<String> a, List<String> b) {
    if ((long) a.size() * b.size() > MOST_CELLS) {
      add(pieces, In.FIRST, a);
      add(pieces, In.SECOND, b);
      return;
    }
    // longest[i][j]: words that a from i on and b from j on have in common, in order
    int[][] longest = new int[a.size() + 1][b.size() + 1];
    for (int i = a.size() - 1; i >= 0; i--) {
      for (int j = b.size() - 1; j >= 0; j--) {
        longest[i][j] =
            a.get(i).equals(b.get(j))
                ? longest[i + 1][j + 1] + 1
                : Math.max(longest[i + 1][j], longest[i][j + 1]);
      }
    }
    int i = 0;
    int j = 0;
    while (i < a.size() && j < b.size()) {
      if (a.get(i).equals(b.get(j))) {
        add(pieces, In.BOTH, Collections.singletonList(a.get(i++)));
        j++;
      } else if (longest[i + 1][j] >= longest[i][j + 1]) {
        add(pieces, In.FIRST, Collections.singletonList(a.get(i++)));
      } else {
        add(pieces, In.SECOND, Collections.singletonList(b.get(j++)));
      }
    }
    add(pieces, In.FIRST, a.subList(i, a.size()));
    add(pieces, In.SECOND, b.subList(j, b.size()));
  }

  /** Adds to the last piece where it stands in the same texts. */
  private static void add(List<Piece> pieces, In in, List<String> words) {
    if (words.isEmpty()) {
      return;
    }
    String text = String.join("", words);
    Piece last = pieces.isEmpty() ? null : pieces.get(pieces.size() - 1);
    if (last != null && last.in() == in) {
      pieces.set(pieces.size() - 1, new Piece(in, last.text() + text));
    } else {
      pieces.add(new Piece(in, text));
    }
  }
}
