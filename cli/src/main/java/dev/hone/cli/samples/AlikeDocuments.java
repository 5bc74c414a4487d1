package dev.hone.cli.samples;

import java.util.Random;

/**
 * Documents of which some are edits of others, known which: of ten in a row six are alone and four
 * are edits of one text. Each document is a pure function of its number, so that any number of them
 * can be made anywhere. Words are as frequent as in a language (Zipf's law).
 */
public final class AlikeDocuments {
  private static final int BLOCK = 10;
  private static final int ALONE = 6;
  private static final int VOCABULARY = 20_000;
  private static final int FEWEST_WORDS = 40;
  private static final int MORE_WORDS = 80;

  /** Of the words of a document, so many are edited at most: Jaccard similarities from 0.5 to 1. */
  private static final double MOST_EDITED = 0.1;

  private final long seed;

  public AlikeDocuments(long seed) {
    this.seed = seed;
  }

  /** Documents of one cluster are edits of one text. */
  public long cluster(long number) {
    long place = number % BLOCK;
    return place < ALONE ? number : number - place + ALONE;
  }

  /** The document's words, in lower case, about 600 characters. */
  public String text(long number) {
    Random base = random(cluster(number));
    String[] words = new String[FEWEST_WORDS + base.nextInt(MORE_WORDS)];
    for (int i = 0; i < words.length; i++) {
      words[i] = word(base);
    }
    if (number % BLOCK >= ALONE) {
      Random edits = random(~number);
      int count = edits.nextInt(1 + (int) (MOST_EDITED * words.length));
      for (int i = 0; i < count; i++) {
        words[edits.nextInt(words.length)] = word(edits);
      }
    }
    return String.join(" ", words);
  }

  private Random random(long number) {
    return new Random(seed * 0x9E3779B97F4A7C15L ^ number * 0xBF58476D1CE4E5B9L);
  }

  /** The word of rank r has odds of 1 / r. */
  private static String word(Random random) {
    int rank = (int) Math.exp(random.nextDouble() * Math.log(VOCABULARY));
    Random spelling = new Random(rank);
    spelling.nextInt();
    StringBuilder word = new StringBuilder();
    for (int i = 1 + spelling.nextInt(3) + rank % 2; i >= 0; i--) {
      word.append("bcdfghklmnprstvwz".charAt(spelling.nextInt(17)));
      word.append("aeiou".charAt(spelling.nextInt(5)));
    }
    return word.toString();
  }
}
