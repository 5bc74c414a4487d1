package dev.hone.examples;

import java.util.List;
import java.util.Locale;

/**
 * Tells refusals that a model wrote as plain text, by how they begin. Providers mark only some; the
 * phrases are English and few, so that answers that merely apologise are kept.
 */
final class RefusalText {
  private static final int HEAD_CHARS = 160;

  private static final List<String> PHRASES =
      List.of(
          "i can't assist with",
          "i can't help with",
          "i cannot assist with",
          "i cannot help with",
          "i can't fulfill",
          "i cannot fulfill",
          "i can't comply",
          "i cannot comply",
          "i can't provide that",
          "i cannot provide that",
          "i'm unable to assist",
          "i am unable to assist",
          "i'm unable to help",
          "i am unable to help",
          "i'm not able to assist",
          "i'm not able to help",
          "i am not able to help",
          "i won't be able to help",
          "i must decline",
          "i have to decline",
          "as an ai language model, i can",
          "i'm sorry, but i can't",
          "i'm sorry, but i cannot",
          "i am sorry, but i cannot",
          "sorry, i can't help",
          "sorry, i cannot help");

  private RefusalText() {}

  static boolean is(String answer) {
    String head =
        answer
            .substring(0, Math.min(answer.length(), HEAD_CHARS))
            .strip()
            .replace('\u2019', '\'')
            .toLowerCase(Locale.ROOT);
    return PHRASES.stream().anyMatch(head::contains);
  }
}
