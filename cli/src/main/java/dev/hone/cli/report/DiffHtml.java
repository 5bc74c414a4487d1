package dev.hone.cli.report;

import dev.hone.reviews.WordDiff;
import java.util.List;

/** One of two texts, with what the other has not marked in it. */
final class DiffHtml {
  private DiffHtml() {}

  /** The first text. */
  static String first(List<WordDiff.Piece> pieces) {
    return side(pieces, WordDiff.In.FIRST, "del");
  }

  /** The second. */
  static String second(List<WordDiff.Piece> pieces) {
    return side(pieces, WordDiff.In.SECOND, "ins");
  }

  /** One of the two, marked as the other would be. */
  static String marked(List<WordDiff.Piece> pieces, WordDiff.In own) {
    return side(pieces, own, "mark");
  }

  private static String side(List<WordDiff.Piece> pieces, WordDiff.In own, String element) {
    StringBuilder html = new StringBuilder();
    for (WordDiff.Piece piece : pieces) {
      if (piece.in() == WordDiff.In.BOTH) {
        html.append(Html.text(piece.text()));
      } else if (piece.in() == own) {
        html.append('<').append(element).append('>').append(Html.text(piece.text()));
        html.append("</").append(element).append('>');
      }
    }
    return html.toString();
  }
}
