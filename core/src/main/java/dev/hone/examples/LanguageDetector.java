package dev.hone.examples;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Tells the language of a text by its script and, within the Latin and Cyrillic scripts, by its
 * commonest function words and letters ("small words", Grefenstette, Comparing two language
 * identification schemes, 1995). Good for texts of a sentence or more; says nothing rather than
 * guess of a few words, code or numbers. Reads the first {@value #MAX_CHARS} chars.
 */
public final class LanguageDetector {
  private static final int MAX_CHARS = 4_000;

  /** Fewer letters than this tell nothing. */
  private static final int MIN_LETTERS = 8;

  /** So much of all words must be known of the best language. */
  private static final double MIN_SHARE = 0.12;

  private static final String WORDS = "function-words.txt";

  private static final Map<String, Set<String>> FUNCTION_WORDS = new TreeMap<>();
  private static final Map<String, Set<Integer>> LETTERS = new TreeMap<>();

  static {
    load();
  }

  private LanguageDetector() {}

  /** The ISO 639-1 codes of the languages that can be told. */
  public static Set<String> languages() {
    Set<String> languages = new TreeSet<>(FUNCTION_WORDS.keySet());
    languages.addAll(List.of("ar", "el", "fa", "he", "hi", "ja", "ka", "ko", "hy", "th", "zh"));
    return languages;
  }

  /**
   * The ISO 639-1 code of the language that most of the text is in, or null where none is clear.
   */
  public static @Nullable String detect(String text) {
    String head = text.substring(0, Math.min(text.length(), MAX_CHARS));
    Map<Character.UnicodeScript, Integer> scripts = new HashMap<>();
    head.codePoints()
        .filter(Character::isLetter)
        .forEach(c -> scripts.merge(Character.UnicodeScript.of(c), 1, Integer::sum));
    int letters = scripts.values().stream().mapToInt(n -> n).sum();
    // An ideograph says as much as several letters.
    int ideographs =
        scripts.getOrDefault(Character.UnicodeScript.HAN, 0)
            + scripts.getOrDefault(Character.UnicodeScript.HIRAGANA, 0)
            + scripts.getOrDefault(Character.UnicodeScript.KATAKANA, 0);
    if (2 * ideographs > letters) {
      return ideographs < MIN_LETTERS / 4 ? null : chineseOrJapanese(scripts, ideographs);
    }
    if (letters < MIN_LETTERS) {
      return null;
    }
    for (Map.Entry<Character.UnicodeScript, Integer> script : scripts.entrySet()) {
      if (2 * script.getValue() > letters) {
        return ofScript(script.getKey(), head);
      }
    }
    return null;
  }

  private static String chineseOrJapanese(
      Map<Character.UnicodeScript, Integer> scripts, int ideographs) {
    int han = scripts.getOrDefault(Character.UnicodeScript.HAN, 0);
    return 5 * (ideographs - han) > ideographs ? "ja" : "zh";
  }

  private static @Nullable String ofScript(Character.UnicodeScript script, String text) {
    return switch (script) {
      case LATIN, CYRILLIC -> byWords(text);
      case ARABIC -> text.codePoints().anyMatch(c -> "پچژگک".indexOf(c) >= 0) ? "fa" : "ar";
      case GREEK -> "el";
      case HEBREW -> "he";
      case HANGUL -> "ko";
      case DEVANAGARI -> "hi";
      case THAI -> "th";
      case GEORGIAN -> "ka";
      case ARMENIAN -> "hy";
      default -> null;
    };
  }

  private static @Nullable String byWords(String text) {
    String[] words = text.toLowerCase(Locale.ROOT).split("[^\\p{L}']+", -1);
    int total = 0;
    Map<String, Double> scores = new TreeMap<>();
    for (String word : words) {
      if (word.isEmpty()) {
        continue;
      }
      total++;
      FUNCTION_WORDS.forEach(
          (language, known) -> {
            if (known.contains(word)) {
              scores.merge(language, 1.0, Double::sum);
            }
          });
      LETTERS.forEach(
          (language, letters) -> {
            if (word.codePoints().anyMatch(letters::contains)) {
              scores.merge(language, 0.5, Double::sum);
            }
          });
    }
    String best = null;
    double first = 0;
    double second = 0;
    for (Map.Entry<String, Double> score : scores.entrySet()) {
      if (score.getValue() > first) {
        second = first;
        first = score.getValue();
        best = score.getKey();
      } else {
        second = Math.max(second, score.getValue());
      }
    }
    return first >= Math.max(1, MIN_SHARE * total) && first > second ? best : null;
  }

  /** Lines of {@code language: words} and {@code language+ letters}. */
  private static void load() {
    try (InputStream in = LanguageDetector.class.getResourceAsStream(WORDS)) {
      if (in == null) {
        throw new IllegalStateException("The jar lacks " + WORDS + "; build it again.");
      }
      BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        String language = line.substring(0, 2);
        String rest = line.substring(3).strip();
        if (line.charAt(2) == ':') {
          FUNCTION_WORDS.put(language, new HashSet<>(List.of(rest.split(" +", -1))));
        } else {
          Set<Integer> letters = new HashSet<>();
          rest.codePoints().filter(Character::isLetter).forEach(letters::add);
          LETTERS.put(language, letters);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + WORDS, e);
    }
  }
}
