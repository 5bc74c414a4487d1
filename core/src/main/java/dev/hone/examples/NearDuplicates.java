package dev.hone.examples;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds texts that say nearly the same. Two are alike when the Jaccard similarity of their
 * five-character pieces reaches a threshold and, where asked, their numbers are the same: an amount
 * or an id that differs makes another question. Being alike is carried on (connected components).
 *
 * <p>MinHash with banding proposes pairs, the bits of a sketch sort most strangers out, and the
 * pieces themselves decide, so that what is called alike is. Deterministic, whatever the order
 * given; the cost is linear. This class does it in memory; the stage {@code DedupeExamples} does
 * the same on a cluster.
 *
 * @param similarity the Jaccard similarity from which two texts are alike, in (0, 1]
 * @param sameNumbers whether texts must hold the same numbers to be alike
 */
public record NearDuplicates(double similarity, boolean sameNumbers) {
  /** High enough that short questions on different things stay apart. */
  public static final double DEFAULT_SIMILARITY = 0.85;

  /** Why a later text is dropped that has the words of an earlier one. */
  public static final String REPEAT = "repeat of an earlier call";

  /** Why a later text is dropped that is like an earlier one. */
  public static final String REASON = "near-duplicate of an earlier call";

  private static final Comparator<Item> BY_TIME =
      Comparator.comparing(Item::epochMillis, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(Item::id);

  public NearDuplicates {
    if (!(similarity > 0 && similarity <= 1)) {
      throw new IllegalArgumentException(
          "Invalid similarity: " + similarity + ". Use a Jaccard similarity above 0, up to 1.");
    }
  }

  public static NearDuplicates defaults() {
    return new NearDuplicates(DEFAULT_SIMILARITY, true);
  }

  /**
   * A text to compare.
   *
   * @param id unique among those compared
   * @param epochMillis when it was; the earliest of a group is kept, those without a time last
   * @param words what {@link Slots} makes of a conversation
   */
  public record Item(String id, @Nullable Long epochMillis, String words) {
    public Item {
      requireNonNull(id, "id");
      requireNonNull(words, "words");
    }
  }

  /**
   * Items that count as one.
   *
   * @param keptId the earliest
   * @param laterIds the others in order of time; often none
   */
  public record Group(String keptId, List<String> laterIds) {
    public Group {
      laterIds = List.copyOf(laterIds);
    }

    /** How many items it stands for. */
    public int size() {
      return 1 + laterIds.size();
    }
  }

  /**
   * The first 64 bits of SHA-256 of the words: equal words, equal key. That two texts among a
   * hundred million share a key by chance has odds of 1 in 3,700.
   *
   * @param scope texts of another scope, such as another task, are never alike
   */
  public static long key(String words, @Nullable String scope) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      if (scope != null) {
        digest.update(scope.getBytes(StandardCharsets.UTF_8));
      }
      digest.update((byte) 0);
      return ByteBuffer.wrap(digest.digest(words.getBytes(StandardCharsets.UTF_8))).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }

  /** The sketch of a text. */
  public TextSketch sketch(String words, @Nullable String scope) {
    Banding banding = Banding.of(similarity);
    int[] pieces = TextPieces.of(words);
    int[] signature = new MinHash(Math.max(TextSketch.BITS, banding.places())).signature(pieces);
    long numbers = numbers(words);
    long salt = Hashing.mix((sameNumbers ? numbers : 0) + (scope == null ? 0 : Hashing.of(scope)));
    return new TextSketch(
        banding.buckets(signature, salt),
        TextSketch.bits(signature, 0),
        TextSketch.bits(signature, Long.SIZE),
        numbers,
        TextPieces.toBytes(pieces));
  }

  /** Goes through buckets and finds pairs that may be alike. */
  public BucketPairs bucketPairs() {
    return new BucketPairs(TextSketch.leastAgreement(similarity));
  }

  /** Whether two texts are alike, by the pieces of their sketches; numbers are not looked at. */
  public boolean alike(byte[] pieces, byte[] otherPieces) {
    return TextPieces.similarity(pieces, otherPieces) >= similarity;
  }

  /** Whether two texts are alike. */
  public boolean alike(String words, String otherWords) {
    return (!sameNumbers || numbers(words) == numbers(otherWords))
        && jaccard(words, otherWords) >= similarity;
  }

  /** The Jaccard similarity of two texts' pieces, from 0 to 1. */
  public static double jaccard(String words, String otherWords) {
    return TextPieces.similarity(
        TextPieces.toBytes(TextPieces.of(words)), TextPieces.toBytes(TextPieces.of(otherWords)));
  }

  /** Drops later ones that are alike; the kept one's weight counts them. Order is kept. */
  public List<Example> dedupe(List<Example> examples, PruneRules staticText) {
    Map<String, Example> kept = new LinkedHashMap<>();
    Map<String, String> words = new HashMap<>();
    List<Item> items = new ArrayList<>();
    for (Example example : examples) {
      if (example.kept()) {
        String text = Slots.of(example.messages(), staticText);
        kept.put(example.id(), example);
        words.put(example.id(), text);
        items.add(new Item(example.id(), example.epochMillis(), text));
      }
    }
    Map<String, Example> decided = new HashMap<>();
    for (Group group : group(items)) {
      long weight = requireNonNull(kept.get(group.keptId())).weight();
      for (String later : group.laterIds()) {
        Example example = requireNonNull(kept.get(later));
        weight += example.weight();
        boolean repeat = requireNonNull(words.get(later)).equals(words.get(group.keptId()));
        decided.put(later, example.drop(repeat ? REPEAT : REASON));
      }
      decided.put(group.keptId(), requireNonNull(kept.get(group.keptId())).withWeight(weight));
    }
    return examples.stream().map(example -> decided.getOrDefault(example.id(), example)).toList();
  }

  /** All items in groups, ordered by the kept one's time. */
  public List<Group> group(List<Item> items) {
    Map<Long, String> texts = new HashMap<>();
    for (Item item : items) {
      texts.put(key(item.words(), null), item.words());
    }
    Components components = components(texts);
    Map<Long, List<String>> members = new LinkedHashMap<>();
    items.stream()
        .sorted(BY_TIME)
        .forEach(
            item ->
                members
                    .computeIfAbsent(
                        components.root(key(item.words(), null)), root -> new ArrayList<>(1))
                    .add(item.id()));
    return members.values().stream()
        .map(ids -> new Group(ids.get(0), ids.subList(1, ids.size())))
        .toList();
  }

  /** What is connected among texts by their keys. */
  private Components components(Map<Long, String> texts) {
    record Entry(long bucket, long key, TextSketch sketch) {}
    List<Entry> entries = new ArrayList<>();
    Map<Long, TextSketch> sketches = new HashMap<>();
    texts.forEach(
        (key, text) -> {
          TextSketch sketch = sketch(text, null);
          sketches.put(key, sketch);
          for (long bucket : sketch.buckets()) {
            entries.add(new Entry(bucket, key, sketch));
          }
        });
    entries.sort(Comparator.comparingLong(Entry::bucket).thenComparingLong(Entry::key));
    BucketPairs pairs = bucketPairs();
    long[][] edges = {new long[16], new long[16]};
    int[] count = {0};
    for (Entry entry : entries) {
      pairs.add(
          entry.bucket(),
          entry.key(),
          entry.sketch().bits0(),
          entry.sketch().bits1(),
          (key, other) -> {
            if (alike(
                requireNonNull(sketches.get(key)).pieces(),
                requireNonNull(sketches.get(other)).pieces())) {
              int at = count[0]++;
              if (at == edges[0].length) {
                edges[0] = Arrays.copyOf(edges[0], 2 * at);
                edges[1] = Arrays.copyOf(edges[1], 2 * at);
              }
              edges[0][at] = key;
              edges[1][at] = other;
            }
          });
    }
    return Components.of(Arrays.copyOf(edges[0], count[0]), Arrays.copyOf(edges[1], count[0]));
  }

  /** A hash of all runs of digits, whatever their order. */
  private static long numbers(String words) {
    long all = 0;
    long number = 0;
    for (int i = 0; i <= words.length(); i++) {
      if (i < words.length() && Character.isDigit(words.charAt(i))) {
        number = Hashing.mix(number ^ words.charAt(i));
      } else if (number != 0) {
        all += Hashing.mix(number);
        number = 0;
      }
    }
    return all;
  }
}
