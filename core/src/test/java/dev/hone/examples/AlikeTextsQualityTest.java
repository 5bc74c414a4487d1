package dev.hone.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** MinHash with banding against comparing all with all. */
class AlikeTextsQualityTest {
  private static final double SIMILARITY = 0.7;
  private static final NearDuplicates RULE = new NearDuplicates(SIMILARITY, false);

  @Test
  void findsWhatComparingAllWithAllFinds() {
    List<String> texts = texts(600, new Random(7));
    List<byte[]> pieces = texts.stream().map(text -> RULE.sketch(text, null).pieces()).toList();
    List<long[]> edges = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      for (int j = 0; j < i; j++) {
        if (TextPieces.similarity(pieces.get(i), pieces.get(j)) >= SIMILARITY) {
          edges.add(new long[] {j, i});
        }
      }
    }
    assertThat(edges).hasSizeGreaterThan(250);
    Components truth =
        Components.of(
            edges.stream().mapToLong(edge -> edge[0]).toArray(),
            edges.stream().mapToLong(edge -> edge[1]).toArray());

    List<NearDuplicates.Item> items = new ArrayList<>();
    for (int i = 0; i < texts.size(); i++) {
      items.add(new NearDuplicates.Item("" + i, (long) i, texts.get(i)));
    }
    Map<Long, Long> kept = new HashMap<>();
    for (NearDuplicates.Group group : RULE.group(items)) {
      long first = Long.parseLong(group.keptId());
      kept.put(first, first);
      group.laterIds().forEach(later -> kept.put(Long.parseLong(later), first));
    }

    long found = 0;
    long wrong = 0;
    long missed = 0;
    for (long i = 0; i < texts.size(); i++) {
      for (long j = 0; j < i; j++) {
        boolean alike = truth.root(i) == truth.root(j);
        boolean called = kept.get(i).equals(kept.get(j));
        found += alike && called ? 1 : 0;
        wrong += called && !alike ? 1 : 0;
        missed += alike && !called ? 1 : 0;
      }
    }
    System.out.printf(
        "near-duplicates at Jaccard %.1f: precision %.4f, recall %.4f over %d pairs%n",
        SIMILARITY, found / (double) (found + wrong), found / (double) (found + missed), found);
    assertThat(wrong).isZero();
    assertThat(found / (double) (found + missed)).isGreaterThan(0.95);
  }

  @Test
  void bandingMeetsNinetyNineInAHundredAtTheThreshold() {
    for (double similarity : new double[] {0.3, 0.5, 0.7, 0.85, 0.95, 1}) {
      Banding banding = Banding.of(similarity);
      assertThat(banding.recall(similarity)).as("%s", banding).isGreaterThanOrEqualTo(0.99);
      assertThat(banding.places()).isLessThanOrEqualTo(400);
    }
    assertThat(Banding.of(0.7).recall(0.2)).as("strangers that meet").isLessThan(0.03);
    assertThat(Banding.of(0.7)).isEqualTo(new Banding(26, 5));
  }

  @Test
  void signaturesAgreeAsOftenAsTheirSetsOverlap() {
    MinHash minHash = new MinHash(128);
    Random random = new Random(5);
    for (int size : new int[] {3, 40, 900}) {
      double estimated = 0;
      int trials = 60;
      for (int trial = 0; trial < trials; trial++) {
        // 60% of the union is shared.
        int[] union = random.ints(5L * size).distinct().toArray();
        int[] one = Arrays.copyOfRange(union, 0, 4 * union.length / 5);
        int[] other = Arrays.copyOfRange(union, union.length / 5, union.length);
        int[] a = minHash.signature(one);
        int[] b = minHash.signature(other);
        int equal = 0;
        for (int i = 0; i < a.length; i++) {
          equal += a[i] == b[i] ? 1 : 0;
        }
        estimated += equal / (double) a.length / trials;
      }
      assertThat(estimated).as("of sets of %d", 4 * size).isBetween(0.56, 0.64);
    }
  }

  @Test
  void aSketchOfALargeTextEstimatesItsSimilarity() {
    Random random = new Random(11);
    String shared = words(2_000, random);
    String one = shared + " " + words(500, random);
    String other = shared + " " + words(500, random);
    double exact = exact(one, other);
    assertThat(exact).isBetween(0.5, 0.8);
    assertThat(NearDuplicates.jaccard(one, other)).isBetween(exact - 0.05, exact + 0.05);
  }

  @Test
  void aBucketOfManyCostsEachAFewComparisons() {
    BucketPairs pairs = RULE.bucketPairs();
    long[] found = new long[1];
    for (int i = 0; i < 100_000; i++) {
      pairs.add(1, i, 0, 0, (key, other) -> found[0]++);
    }
    assertThat(found[0]).isLessThanOrEqualTo(100_000L * BucketPairs.MOST_PAIRS);
    pairs.add(2, 7, 0, 0, (key, other) -> found[0] = -1);
    assertThat(found[0]).as("no pairs over the border of a bucket").isPositive();
  }

  private static double exact(String one, String other) {
    Set<Integer> a = new HashSet<>();
    Set<Integer> b = new HashSet<>();
    for (int piece : TextPieces.of(one)) {
      a.add(piece);
    }
    for (int piece : TextPieces.of(other)) {
      b.add(piece);
    }
    Set<Integer> all = new HashSet<>(a);
    all.addAll(b);
    a.retainAll(b);
    return a.size() / (double) all.size();
  }

  /** Texts, a half of them edits of earlier ones. */
  private static List<String> texts(int count, Random random) {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      if (i < 2 || random.nextInt(2) == 0) {
        texts.add(words(20 + random.nextInt(60), random));
      } else {
        String[] words = texts.get(random.nextInt(i)).split(" ", -1);
        for (int edit = random.nextInt(1 + words.length / 8); edit >= 0; edit--) {
          words[random.nextInt(words.length)] = word(random);
        }
        texts.add(String.join(" ", words));
      }
    }
    return texts;
  }

  private static String words(int count, Random random) {
    StringBuilder text = new StringBuilder(word(random));
    for (int i = 1; i < count; i++) {
      text.append(' ').append(word(random));
    }
    return text.toString();
  }

  private static String word(Random random) {
    // Frequent words are frequent: rank r with odds of 1 / r.
    int rank = (int) Math.exp(random.nextDouble() * Math.log(4_000));
    Random spelling = new Random(rank);
    StringBuilder word = new StringBuilder();
    for (int i = 2 + spelling.nextInt(6); i > 0; i--) {
      word.append((char) ('a' + spelling.nextInt(26)));
    }
    return word.toString();
  }
}
