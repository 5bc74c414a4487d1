package dev.hone.examples;

import static java.util.Objects.requireNonNull;

import dev.hone.chat.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds conversations that say nearly the same, by MinHash over what is left of them without their
 * static text (a system message that all share would make all alike). Two conversations belong
 * together when at least {@link #SIMILARITY} of their five-character pieces are shared and their
 * numbers are the same: an amount or an id that differs makes another question. Belonging is
 * carried on (connected components). Deterministic, whatever the order given; the cost is linear.
 */
public final class NearDuplicates {
  /** Jaccard similarity of the pieces from which two conversations count as one. */
  public static final double SIMILARITY = 0.85;

  /** Why a later one is dropped. */
  public static final String REASON = "near-duplicate of an earlier call";

  private static final int PIECE_CHARS = 5;
  private static final int BANDS = 16;
  private static final int ROWS = 4;

  /** How many of a bucket each is compared with, the earliest. */
  public static final int MAX_COMPARED = 8;

  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Pattern NOT_WORD = Pattern.compile("[^\\p{L}\\p{N}]+");

  private static final Comparator<Item> BY_TIME =
      Comparator.comparing(Item::epochMillis, Comparator.nullsLast(Comparator.naturalOrder()))
          .thenComparing(Item::id);

  private NearDuplicates() {}

  /**
   * A conversation to compare.
   *
   * @param id unique among those compared
   * @param epochMillis when it was; the earliest of a group is kept, those without a time last
   * @param slots its text without the static text
   */
  public record Item(String id, @Nullable Long epochMillis, String slots) {
    public Item {
      requireNonNull(id, "id");
      requireNonNull(slots, "slots");
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

  /** What is compared of a conversation: its texts by role, static text removed. */
  public static String slots(List<Message> messages, PruneRules staticText) {
    return staticText.apply(messages).stream()
        .map(message -> message.role() + " " + message.text())
        .collect(Collectors.joining("\n"));
  }

  /** Drops later near-duplicates; the kept one's weight counts them. Order is kept. */
  public static List<Example> dedupe(List<Example> examples, PruneRules staticText) {
    Map<String, Example> kept = new LinkedHashMap<>();
    List<Item> items = new ArrayList<>();
    for (Example example : examples) {
      if (example.kept()) {
        kept.put(example.id(), example);
        items.add(
            new Item(example.id(), example.epochMillis(), slots(example.messages(), staticText)));
      }
    }
    Map<String, Example> decided = new HashMap<>();
    for (Group group : group(items)) {
      long weight = requireNonNull(kept.get(group.keptId())).weight();
      for (String later : group.laterIds()) {
        Example example = requireNonNull(kept.get(later));
        weight += example.weight();
        decided.put(later, example.drop(REASON));
      }
      decided.put(group.keptId(), requireNonNull(kept.get(group.keptId())).withWeight(weight));
    }
    return examples.stream().map(example -> decided.getOrDefault(example.id(), example)).toList();
  }

  /**
   * Two items that are alike.
   *
   * @param id the earlier one
   * @param laterId the later one
   */
  public record Pair(
      String id, @Nullable Long epochMillis, String laterId, @Nullable Long laterEpochMillis) {
    public Pair {
      requireNonNull(id, "id");
      requireNonNull(laterId, "laterId");
    }
  }

  /**
   * The buckets a text falls into, always as many. Texts that are alike share one, save for a few
   * in a thousand; so only those in one bucket need be compared, each with the {@link
   * #MAX_COMPARED} earliest there.
   */
  public static long[] buckets(String slots) {
    String text = normal(slots);
    return buckets(numbers(text), signature(pieces(text)));
  }

  /** Whether two texts count as one. */
  public static boolean alike(String slots, String otherSlots) {
    String text = normal(slots);
    String other = normal(otherSlots);
    return numbers(text).equals(numbers(other))
        && similarity(pieces(text), pieces(other)) >= SIMILARITY;
  }

  /** The groups that pairs make when carried on; items that are in no pair are in no group. */
  public static List<Group> connect(List<Pair> pairs) {
    Map<String, @Nullable Long> times = new HashMap<>();
    for (Pair pair : pairs) {
      times.put(pair.id(), pair.epochMillis());
      times.put(pair.laterId(), pair.laterEpochMillis());
    }
    List<Item> ordered =
        times.entrySet().stream()
            .map(item -> new Item(item.getKey(), item.getValue(), ""))
            .sorted(BY_TIME)
            .toList();
    Map<String, Integer> places = new HashMap<>();
    int[] parent = new int[ordered.size()];
    for (int i = 0; i < parent.length; i++) {
      places.put(ordered.get(i).id(), i);
      parent[i] = i;
    }
    for (Pair pair : pairs) {
      union(
          parent,
          requireNonNull(places.get(pair.id())),
          requireNonNull(places.get(pair.laterId())));
    }
    return groups(ordered, parent);
  }

  /** All items in groups, ordered by the kept one's time. */
  public static List<Group> group(List<Item> items) {
    List<Item> ordered = items.stream().sorted(BY_TIME).toList();
    int[] parent = new int[ordered.size()];
    Map<Long, List<Integer>> buckets = new HashMap<>();
    for (int i = 0; i < parent.length; i++) {
      parent[i] = i;
      join(i, ordered, parent, buckets);
    }
    return groups(ordered, parent);
  }

  private static List<Group> groups(List<Item> ordered, int[] parent) {
    Map<Integer, List<String>> members = new LinkedHashMap<>();
    for (int i = 0; i < parent.length; i++) {
      members.computeIfAbsent(root(parent, i), r -> new ArrayList<>()).add(ordered.get(i).id());
    }
    return members.values().stream()
        .map(ids -> new Group(ids.get(0), ids.subList(1, ids.size())))
        .toList();
  }

  private static void join(
      int index, List<Item> ordered, int[] parent, Map<Long, List<Integer>> buckets) {
    String text = normal(ordered.get(index).slots());
    long[] pieces = pieces(text);
    List<String> numbers = numbers(text);
    for (long key : buckets(numbers, signature(pieces))) {
      List<Integer> bucket = buckets.computeIfAbsent(key, k -> new ArrayList<>(1));
      for (int other : bucket) {
        if (root(parent, other) != root(parent, index)) {
          String otherText = normal(ordered.get(other).slots());
          if (numbers.equals(numbers(otherText))
              && similarity(pieces, pieces(otherText)) >= SIMILARITY) {
            union(parent, other, index);
          }
        }
      }
      // Bounded, so that a thousand alike cost a thousand comparisons and not a million.
      if (bucket.size() < MAX_COMPARED) {
        bucket.add(index);
      }
    }
  }

  private static long[] buckets(List<String> numbers, long[] signature) {
    long[] keys = new long[BANDS];
    for (int band = 0; band < BANDS; band++) {
      long key = mix(numbers.hashCode() + 31L * band);
      for (int row = 0; row < ROWS; row++) {
        key = mix(key ^ signature[band * ROWS + row]);
      }
      keys[band] = key;
    }
    return keys;
  }

  private static String normal(String text) {
    return NOT_WORD.matcher(text.toLowerCase(Locale.ROOT)).replaceAll(" ").strip();
  }

  private static List<String> numbers(String text) {
    return NUMBER.matcher(text).results().map(MatchResult::group).sorted().toList();
  }

  /** Hashes of all runs of five characters, sorted, each once. */
  private static long[] pieces(String text) {
    int count = Math.max(1, text.length() - PIECE_CHARS + 1);
    long[] hashes = new long[count];
    for (int i = 0; i < count; i++) {
      long hash = 7;
      for (int j = i; j < Math.min(text.length(), i + PIECE_CHARS); j++) {
        hash = hash * 1_000_003 + text.charAt(j);
      }
      hashes[i] = mix(hash);
    }
    return Arrays.stream(hashes).sorted().distinct().toArray();
  }

  private static long[] signature(long[] pieces) {
    long[] smallest = new long[BANDS * ROWS];
    for (int h = 0; h < smallest.length; h++) {
      long seed = mix(h + 1L);
      long min = Long.MAX_VALUE;
      for (long piece : pieces) {
        min = Math.min(min, mix(piece ^ seed));
      }
      smallest[h] = min;
    }
    return smallest;
  }

  private static double similarity(long[] a, long[] b) {
    int shared = 0;
    int i = 0;
    int j = 0;
    while (i < a.length && j < b.length) {
      int order = Long.compare(a[i], b[j]);
      shared += order == 0 ? 1 : 0;
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return shared / (double) (a.length + b.length - shared);
  }

  /** A bijective scrambling of 64 bits (SplitMix64's finaliser). */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  private static int root(int[] parent, int index) {
    int at = index;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }

  private static void union(int[] parent, int a, int b) {
    int first = root(parent, a);
    int second = root(parent, b);
    parent[Math.max(first, second)] = Math.min(first, second); // the earliest leads
  }
}
