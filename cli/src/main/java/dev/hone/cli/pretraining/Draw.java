package dev.hone.cli.pretraining;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Seeded chance, in the words the generators use. */
public final class Draw {
  private final Random random;

  public Draw(long seed) {
    // One round of SplitMix64's finaliser: neighbouring seeds must not give neighbouring streams.
    long z = seed * 0x9E3779B97F4A7C15L + 0xD1B54A32D192ED03L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    this.random = new Random(z ^ (z >>> 31));
  }

  /** A whole number in {@code [from, to]}. */
  public int between(int from, int to) {
    return from + random.nextInt(to - from + 1);
  }

  public boolean chance(double share) {
    return random.nextDouble() < share;
  }

  @SafeVarargs
  public final <T> T of(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  public <T> T from(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  public String word(String pool) {
    return from(Words.of(pool));
  }

  /** Different words of a pool, in random order. */
  public List<String> words(String pool, int count) {
    return some(Words.of(pool), count);
  }

  /** Different members of a list, in random order. */
  public <T> List<T> some(List<T> choices, int count) {
    List<T> all = new ArrayList<>(choices);
    Collections.shuffle(all, random);
    return new ArrayList<>(all.subList(0, Math.min(count, all.size())));
  }

  public <T> List<T> shuffled(List<T> items) {
    return some(items, items.size());
  }

  /** Decimal digits, leading zeros allowed. */
  public String digits(int count) {
    StringBuilder digits = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      digits.append((char) ('0' + random.nextInt(10)));
    }
    return digits.toString();
  }

  String letters(int count) {
    StringBuilder letters = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      letters.append((char) ('A' + random.nextInt(26)));
    }
    return letters.toString();
  }

  /** An id as offices write them: {@code ORD-4821}, {@code KX/20931}, {@code 77-120}. */
  String id() {
    String digits = digits(between(3, 6));
    return chance(0.8)
        ? word("prefix") + "-" + digits
        : chance(0.5) ? letters(2) + between(10, 99) + "/" + digits(3) : "#" + digits;
  }

  /** A whole amount whose number of digits, not its first digit, is uniform over 2 to 5. */
  int amount() {
    int digits = between(2, 5);
    int low = (int) Math.pow(10, digits - 1);
    return between(low, low * 10 - 1);
  }
}
