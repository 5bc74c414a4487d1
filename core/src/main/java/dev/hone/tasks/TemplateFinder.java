package dev.hone.tasks;

import dev.hone.chat.Message;
import dev.hone.examples.Hashing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the templates behind raw prompts. It is log templating, as of He et al. ("Drain: An online
 * log parsing approach with fixed depth tree", ICWS 2017), made fit for prompts: a slot of a prompt
 * holds any number of words, so neither the length of a prompt nor the place of a word tells
 * templates apart, as they do in Drain's tree. What tells them apart are the runs of words that the
 * same prompts hold. Prompts are divided from the top, by the runs that explain most words first,
 * until those of a part share one text.
 *
 * <p>Text that comes and goes within a task, such as examples that only some prompts hold, divides
 * nothing. Prompts that share nothing with others are of no template.
 */
public final class TemplateFinder {
  /** What so few prompts share is chance. */
  public static final int DEFAULT_FEWEST_PROMPTS = 8;

  /** What so many of a part's prompts hold is static; the others are strays. */
  private static final double STATIC_SHARE = 0.95;

  /** Fewer runs, six words, may be a turn of phrase. */
  private static final int FEWEST_RUNS = 3;

  /**
   * What tells a piece of a part apart must be so many words in a row that only it holds: fewer may
   * be how some fill a slot.
   */
  private static final int FEWEST_OWN_WORDS = PromptWords.RUN;

  /** A part that shares a text is divided only if the pieces leave no more than a fifth over. */
  private static final double COVER = 0.8;

  /** Two pieces are one task if so much of the smaller one's static text is in the other's. */
  private static final double SAME = 0.5;

  private static final int DEEPEST = 6;

  /** Counters that runs share by their hash. */
  private static final int COUNTER_BITS = 22;

  /** Later prompts are not looked at, so that memory stays below half a gigabyte. */
  private static final long MOST_WORDS = 6_000_000;

  private final int fewestPrompts;
  private final List<PromptWords> prompts;
  private final long[][] runs;
  private final List<PromptTemplate> templates = new ArrayList<>();

  private TemplateFinder(List<PromptWords> prompts, int fewestPrompts) {
    this.prompts = prompts;
    this.fewestPrompts = fewestPrompts;
    this.runs = repeated(prompts, fewestPrompts);
  }

  /**
   * The runs of each prompt, sorted, without nearly all of those that too few prompts hold: the
   * words in slots, which are most.
   */
  private static long[][] repeated(List<PromptWords> prompts, int fewestPrompts) {
    int[] holders = new int[1 << COUNTER_BITS];
    long[][] runs = new long[prompts.size()][];
    for (int i = 0; i < runs.length; i++) {
      runs[i] = Arrays.stream(prompts.get(i).runs()).sorted().distinct().toArray();
      for (long run : runs[i]) {
        holders[(int) (run >>> (Long.SIZE - COUNTER_BITS))]++;
      }
    }
    for (int i = 0; i < runs.length; i++) {
      runs[i] =
          Arrays.stream(runs[i])
              .filter(run -> holders[(int) (run >>> (Long.SIZE - COUNTER_BITS))] >= fewestPrompts)
              .toArray();
    }
    return runs;
  }

  /**
   * The templates of at least so many of the prompts. All prompts are held in memory: give a
   * sample. The same prompts give the same templates, whatever their order.
   */
  public static List<PromptTemplate> find(List<List<Message>> conversations, int fewestPrompts) {
    List<PromptWords> prompts =
        conversations.stream()
            .map(PromptWords::of)
            .sorted(Comparator.comparingLong(PromptWords::hash))
            .toList();
    int looked = 0;
    for (long words = 0; looked < prompts.size() && words <= MOST_WORDS; looked++) {
      words += prompts.get(looked).count();
    }
    TemplateFinder finder = new TemplateFinder(prompts.subList(0, looked), fewestPrompts);
    BitSet all = new BitSet();
    all.set(0, looked);
    finder.divide(all, 0);
    return finder.templates.stream().distinct().toList();
  }

  /** A run of words that some of a part's prompts hold, or all runs that the same prompts hold. */
  private static final class Shared {
    private final long run;
    private int prompts;
    private long whose;
    private int runs = 1;

    Shared(long run) {
      this.run = run;
    }

    long explains() {
      return (long) prompts * runs;
    }
  }

  private void divide(BitSet part, int depth) {
    int size = part.cardinality();
    if (size < fewestPrompts) {
      return;
    }
    Map<Long, Shared> shared = shared(part);
    Set<Long> common = staticRuns(shared, size);
    boolean sharesText = common.size() >= FEWEST_RUNS;
    List<BitSet> pieces =
        depth == DEEPEST
            ? List.of()
            : pieces(part, common).stream()
                .filter(piece -> !sharesText || ownWords(piece, part, common) >= FEWEST_OWN_WORDS)
                .toList();
    int covered = pieces.stream().mapToInt(BitSet::cardinality).sum();
    boolean divides = sharesText ? pieces.size() > 1 && covered >= COVER * size : covered > 0;
    BitSet rest = (BitSet) part.clone();
    if (divides) {
      for (BitSet piece : pieces) {
        divide(piece, depth + 1);
        rest.andNot(piece);
      }
    }
    if (sharesText && rest.cardinality() >= (divides ? fewestPrompts : 1)) {
      addTemplate(rest, common);
    }
  }

  /** Parts of a part, each with static text of its own, by what explains most words. */
  private List<BitSet> pieces(BitSet part, Set<Long> common) {
    List<BitSet> pieces = new ArrayList<>();
    BitSet left = (BitSet) part.clone();
    while (left.cardinality() >= fewestPrompts) {
      Shared best = best(left, common, part.cardinality());
      if (best == null) {
        break;
      }
      BitSet piece = holders(left, best.run);
      pieces.add(piece);
      left.andNot(piece);
    }
    return merged(pieces, common);
  }

  private @Nullable Shared best(BitSet left, Set<Long> common, int partSize) {
    Map<List<Long>, Shared> classes = new HashMap<>();
    for (Shared run : shared(left).values()) {
      boolean tooFew = run.prompts < fewestPrompts;
      if (!tooFew && run.prompts < STATIC_SHARE * partSize && !common.contains(run.run)) {
        classes.merge(
            List.of((long) run.prompts, run.whose),
            run,
            (some, other) -> {
              Shared first = some.run <= other.run ? some : other;
              first.runs = some.runs + other.runs;
              return first;
            });
      }
    }
    return classes.values().stream()
        .filter(these -> these.runs >= FEWEST_RUNS)
        .max(Comparator.comparingLong(Shared::explains).thenComparingLong(these -> these.run))
        .orElse(null);
  }

  /** Joins pieces that are one task with and without some text. */
  private List<BitSet> merged(List<BitSet> pieces, Set<Long> common) {
    List<BitSet> merged = new ArrayList<>();
    List<Set<Long>> texts = new ArrayList<>();
    for (BitSet piece : pieces) {
      Set<Long> own = ownRuns(piece, common);
      int with = -1;
      for (int i = 0; i < merged.size() && with < 0; i++) {
        Set<Long> both = new HashSet<>(own);
        both.retainAll(texts.get(i));
        int smaller = Math.min(own.size(), texts.get(i).size());
        with = smaller > 0 && both.size() >= SAME * smaller ? i : -1;
      }
      if (with < 0) {
        merged.add(piece);
        texts.add(own);
      } else {
        merged.get(with).or(piece);
        texts.set(with, ownRuns(merged.get(with), common));
      }
    }
    return merged;
  }

  private Set<Long> ownRuns(BitSet piece, Set<Long> common) {
    Set<Long> own = staticRuns(shared(piece), piece.cardinality());
    own.removeAll(common);
    return own;
  }

  /**
   * How many words in a row all of a piece hold and hardly any other prompt of the part: of those
   * that hold them, nearly all are in the piece. Phrases that fill slots are held across pieces.
   */
  private int ownWords(BitSet piece, BitSet part, Set<Long> common) {
    BitSet others = (BitSet) part.clone();
    others.andNot(piece);
    Set<Long> own = ownRuns(piece, common);
    double strays = (1 - STATIC_SHARE) * piece.cardinality();
    shared(others).values().stream()
        .filter(run -> run.prompts > strays)
        .forEach(run -> own.remove(run.run));
    PromptWords reference = holdingMost(piece, own);
    BitSet words = covered(reference, own);
    words.andNot(covered(reference, common));
    int longest = 0;
    for (int from = words.nextSetBit(0); from >= 0; ) {
      int to = words.nextClearBit(from);
      longest = Math.max(longest, to - from);
      from = words.nextSetBit(to);
    }
    return longest;
  }

  private static BitSet covered(PromptWords prompt, Set<Long> runs) {
    BitSet covered = new BitSet();
    long[] places = prompt.runs();
    for (int i = 0; i < places.length; i++) {
      if (runs.contains(places[i])) {
        covered.set(i, i + PromptWords.RUN);
      }
    }
    return covered;
  }

  private PromptWords holdingMost(BitSet part, Set<Long> runs) {
    return part.stream()
        .mapToObj(prompts::get)
        .max(Comparator.comparingLong(prompt -> held(prompt, runs)))
        .orElseThrow();
  }

  private static Set<Long> staticRuns(Map<Long, Shared> shared, int size) {
    Set<Long> common = new HashSet<>();
    for (Shared run : shared.values()) {
      if (run.prompts >= STATIC_SHARE * size) {
        common.add(run.run);
      }
    }
    return common;
  }

  /** By run of words: how many of the prompts hold it, and a hash of which. */
  private Map<Long, Shared> shared(BitSet part) {
    Map<Long, Shared> shared = new HashMap<>();
    part.stream()
        .forEach(
            prompt -> {
              long name = Hashing.mix(prompt);
              for (long run : runs[prompt]) {
                Shared of = shared.computeIfAbsent(run, Shared::new);
                of.prompts++;
                of.whose += name;
              }
            });
    return shared;
  }

  private BitSet holders(BitSet part, long run) {
    BitSet holders = new BitSet();
    part.stream()
        .filter(prompt -> Arrays.binarySearch(runs[prompt], run) >= 0)
        .forEach(holders::set);
    return holders;
  }

  /** The static text as it stands in a prompt that holds all of it. */
  private void addTemplate(BitSet part, Set<Long> common) {
    PromptWords reference = holdingMost(part, common);
    BitSet covered = covered(reference, common);
    List<String> spans = new ArrayList<>();
    for (int from = covered.nextSetBit(0); from >= 0; ) {
      int to = covered.nextClearBit(from);
      spans.add(reference.text(from, to - 1));
      from = covered.nextSetBit(to);
    }
    if (!spans.isEmpty()) {
      templates.add(new PromptTemplate(spans));
    }
  }

  private static long held(PromptWords prompt, Set<Long> common) {
    return Arrays.stream(prompt.runs()).distinct().filter(common::contains).count();
  }
}
