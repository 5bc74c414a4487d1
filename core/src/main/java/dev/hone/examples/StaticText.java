package dev.hone.examples;

import dev.hone.chat.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds the text that all prompts of one task share: a system message, a policy, the words around
 * the slots of a template. What every prompt says tells a tuned model nothing.
 *
 * <p>Text that only some prompts hold is left alone, however common: whether it is there may be
 * what the answer turns on. The small tolerance below 1 is for strays in a log, such as a probe.
 */
public final class StaticText {
  /** Shorter shared text is as likely a coincidence of the wording. */
  public static final int DEFAULT_MIN_CHARS = 32;

  /** The share of conversations that must hold a text. */
  public static final double DEFAULT_MIN_SHARE = 0.99;

  /** With fewer conversations, what they share may be chance. */
  public static final int MIN_CONVERSATIONS = 8;

  /** What saves most first. */
  public static final Comparator<StaticSpan> BY_SAVING =
      Comparator.comparingLong(StaticSpan::approximateTokensSaved)
          .reversed()
          .thenComparing(StaticSpan::text);

  private static final int SAMPLES = 64;
  private static final int REFERENCES = 3;

  private StaticText() {}

  /** Like {@link #find(Iterable, int, double)} with the defaults. */
  public static PruneRules find(Iterable<List<Message>> conversations) {
    return find(conversations, DEFAULT_MIN_CHARS, DEFAULT_MIN_SHARE);
  }

  /**
   * The rules that save most first. Cost is linear in the characters read; the conversations are
   * gone through twice and never held all at once.
   *
   * @param minChars the shortest text worth a rule
   * @param minShare the share of conversations that must hold it, in (0, 1]
   */
  public static PruneRules find(
      Iterable<List<Message>> conversations, int minChars, double minShare) {
    if (minChars < 1 || !(minShare > 0 && minShare <= 1)) {
      throw new IllegalArgumentException(
          "Invalid minChars " + minChars + " or minShare " + minShare + ".");
    }
    List<List<Message>> samples = sample(conversations);
    Counter counter = new Counter(candidates(samples, minChars));
    conversations.forEach(counter::add);
    return choose(counter.spans(), counter.conversations(), minShare, samples);
  }

  /** Texts that may be static: what is left of a few samples when cut down to what all share. */
  public static List<String> candidates(List<List<Message>> samples) {
    return candidates(samples, DEFAULT_MIN_CHARS);
  }

  private static List<String> candidates(List<List<Message>> samples, int minChars) {
    if (samples.size() < MIN_CONVERSATIONS) {
      return List.of();
    }
    Set<String> candidates = new LinkedHashSet<>();
    for (int r = 0; r < REFERENCES; r++) {
      candidates.addAll(shared(samples.get(r * samples.size() / REFERENCES), samples, minChars));
    }
    return List.copyOf(candidates);
  }

  /** The rules that save most first, of texts counted over all conversations of a task. */
  public static PruneRules choose(
      List<StaticSpan> counted, long conversations, List<List<Message>> samples) {
    return choose(counted, conversations, DEFAULT_MIN_SHARE, samples);
  }

  private static PruneRules choose(
      List<StaticSpan> counted, long conversations, double minShare, List<List<Message>> samples) {
    List<String> texts =
        counted.stream()
            .filter(span -> span.calls() >= minShare * conversations)
            .sorted(BY_SAVING)
            .map(StaticSpan::text)
            .toList();
    PruneRules rules = new PruneRules(withoutParts(texts));
    long emptied = samples.stream().filter(sample -> isEmptied(rules.apply(sample))).count();
    return emptied * 2 > samples.size() ? PruneRules.none() : rules;
  }

  /** Counts texts in conversations, one after another. Not thread-safe. */
  public static final class Counter {
    private final List<String> texts;
    private final long[] calls;
    private final long[] occurrences;
    private long conversations;

    public Counter(List<String> texts) {
      this.texts = List.copyOf(texts);
      this.calls = new long[texts.size()];
      this.occurrences = new long[texts.size()];
    }

    /** Counts one more conversation. */
    public void add(List<Message> conversation) {
      conversations++;
      for (int i = 0; i < calls.length; i++) {
        long found = 0;
        for (Message message : conversation) {
          found += occurrences(message.text(), texts.get(i));
        }
        calls[i] += found > 0 ? 1 : 0;
        occurrences[i] += found;
      }
    }

    private static long occurrences(String text, String of) {
      long found = 0;
      for (int at = text.indexOf(of); at >= 0; at = text.indexOf(of, at + of.length())) {
        found++;
      }
      return found;
    }

    /** How many conversations were counted. */
    public long conversations() {
      return conversations;
    }

    /** The texts in the order given, as counted so far. */
    public List<StaticSpan> spans() {
      List<StaticSpan> spans = new ArrayList<>();
      for (int i = 0; i < calls.length; i++) {
        spans.add(new StaticSpan(texts.get(i), calls[i], occurrences[i]));
      }
      return spans;
    }
  }

  /** Evenly spaced conversations, whatever their number: every n-th, n doubling as they come. */
  public static List<List<Message>> sample(Iterable<List<Message>> conversations) {
    List<List<Message>> samples = new ArrayList<>();
    long step = 1;
    long index = 0;
    for (List<Message> conversation : conversations) {
      if (index % step == 0) {
        samples.add(conversation);
        if (samples.size() == 2 * SAMPLES) {
          for (int i = 1; i <= SAMPLES; i++) {
            samples.remove(i);
          }
          step *= 2;
        }
      }
      index++;
    }
    return samples;
  }

  /** What is left of a reference's texts when cut down to what each sample holds too. */
  private static List<String> shared(
      List<Message> reference, List<List<Message>> samples, int minChars) {
    List<String> spans =
        reference.stream().map(Message::text).filter(text -> text.length() >= minChars).toList();
    for (List<Message> sample : samples) {
      Grams grams = new Grams(sample, minChars);
      List<String> left = new ArrayList<>();
      spans.forEach(span -> grams.sharedPieces(span, left));
      if (!left.isEmpty()) { // a sample that shares nothing is a stray; the count decides
        spans = left;
      }
    }
    return spans;
  }

  private static List<String> withoutParts(List<String> texts) {
    return texts.stream()
        .filter(
            text -> texts.stream().noneMatch(other -> !other.equals(text) && other.contains(text)))
        .toList();
  }

  private static boolean isEmptied(List<Message> conversation) {
    return conversation.stream()
        .allMatch(message -> message.text().isBlank() && message.partsJson() == null);
  }

  /** Every run of minChars characters of a conversation's texts, to find shared pieces by. */
  private static final class Grams {
    private static final int MAX_PLACES = 8; // a repeated rule of dashes has thousands

    private record Place(String text, int start) {}

    private final int length;
    private final Map<Integer, List<Place>> places = new HashMap<>();

    Grams(List<Message> conversation, int length) {
      this.length = length;
      for (Message message : conversation) {
        String text = message.text();
        RollingHash hash = new RollingHash(text, length);
        for (int i = 0; i + length <= text.length(); i++) {
          List<Place> same = places.computeIfAbsent(hash.at(i), h -> new ArrayList<>(1));
          if (same.size() < MAX_PLACES) {
            same.add(new Place(text, i));
          }
        }
      }
    }

    void sharedPieces(String span, List<String> out) {
      RollingHash hash = new RollingHash(span, length);
      int start = 0;
      while (start + length <= span.length()) {
        int end = longestMatch(span, start, hash.at(start));
        if (end < 0) {
          start++;
          continue;
        }
        String piece = onWordEnds(span, start, end);
        if (piece.length() >= length && !piece.isBlank()) {
          out.add(piece);
        }
        start = end;
      }
    }

    private int longestMatch(String span, int start, int gramHash) {
      int best = -1;
      for (Place place : places.getOrDefault(gramHash, List.of())) {
        int i = start;
        int j = place.start();
        while (i < span.length()
            && j < place.text().length()
            && span.charAt(i) == place.text().charAt(j)) {
          i++;
          j++;
        }
        if (i - start >= length) { // equal hashes may belong to unequal text
          best = Math.max(best, i);
        }
      }
      return best;
    }

    /** A cut inside a word is a coincidence of two slots: step back to white space. */
    private static String onWordEnds(String span, int start, int end) {
      int from = start;
      int to = end;
      if (from > 0) {
        while (from < to && !Character.isWhitespace(span.charAt(from - 1))) {
          from++;
        }
      }
      if (to < span.length()) {
        while (to > from && !Character.isWhitespace(span.charAt(to))) {
          to--;
        }
      }
      return span.substring(from, to).strip();
    }
  }

  private static final class RollingHash {
    private static final int BASE = 1_000_003;
    private final int[] prefix;
    private final int power;
    private final int length;

    RollingHash(String text, int length) {
      this.length = length;
      prefix = new int[text.length() + 1];
      for (int i = 0; i < text.length(); i++) {
        prefix[i + 1] = prefix[i] * BASE + text.charAt(i);
      }
      int raised = 1;
      for (int i = 0; i < length; i++) {
        raised *= BASE;
      }
      power = raised;
    }

    int at(int start) {
      return prefix[start + length] - prefix[start] * power;
    }
  }
}
