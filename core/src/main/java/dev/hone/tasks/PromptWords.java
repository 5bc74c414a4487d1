package dev.hone.tasks;

import dev.hone.chat.Message;
import dev.hone.examples.Hashing;
import java.util.Arrays;
import java.util.List;

/**
 * A prompt as the words that templates are found in: its system messages and what the user said
 * first, each with a mark of its role before it and one after it. A run of letters and digits is a
 * word, and so is every other visible character; a word with a digit in it counts as a number, for
 * numbers fill slots.
 */
final class PromptWords {
  /** Words in a row that are looked at as one: fewer are chance, more miss short static text. */
  static final int RUN = 4;

  /** Of a longer message the start and the end are looked at. */
  private static final int MOST_CHARS_AT_START = 24_000;

  private static final int MOST_CHARS_AT_END = 8_000;

  private static final long NUMBER = 0x6E756D62657273L;
  private static final long PRIME = 0x100000001B3L;

  private final String text;
  private final int[] starts;
  private final int[] ends;
  private final long[] hashes;

  private PromptWords(String text, int[] starts, int[] ends, long[] hashes) {
    this.text = text;
    this.starts = starts;
    this.ends = ends;
    this.hashes = hashes;
  }

  static PromptWords of(List<Message> messages) {
    StringBuilder text = new StringBuilder();
    for (Message message : messages) {
      boolean system = message.role().equals(Message.SYSTEM);
      if (system || message.role().equals(Message.USER)) {
        text.append(open(message.role())).append(' ');
        appendBounded(message.text(), text);
        text.append(' ').append(CLOSE).append('\n');
      }
      if (!system) {
        break;
      }
    }
    return of(text.toString());
  }

  /** A mark that no logged text holds but by intent: private-use characters count as one word. */
  static String open(String role) {
    return "\uE000" + role + "\uE001";
  }

  static final String CLOSE = "\uE002";

  static PromptWords of(String text) {
    int[] starts = new int[Math.max(16, text.length() / 4)];
    int[] ends = new int[starts.length];
    long[] hashes = new long[starts.length];
    int count = 0;
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (Character.isWhitespace(c)) {
        at++;
        continue;
      }
      int end = at + 1;
      if (Character.isLetterOrDigit(c)) {
        while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
          end++;
        }
      } else if (c == '\uE000') {
        int close = text.indexOf('\uE001', at);
        end = close < 0 ? end : close + 1;
      }
      if (count == starts.length) {
        starts = Arrays.copyOf(starts, 2 * count);
        ends = Arrays.copyOf(ends, 2 * count);
        hashes = Arrays.copyOf(hashes, 2 * count);
      }
      starts[count] = at;
      ends[count] = end;
      hashes[count] = hash(text, at, end);
      count++;
      at = end;
    }
    return new PromptWords(
        text,
        Arrays.copyOf(starts, count),
        Arrays.copyOf(ends, count),
        Arrays.copyOf(hashes, count));
  }

  private static void appendBounded(String content, StringBuilder out) {
    if (content.length() <= MOST_CHARS_AT_START + MOST_CHARS_AT_END) {
      out.append(content);
    } else {
      out.append(content, 0, MOST_CHARS_AT_START)
          .append('\n')
          .append(content, content.length() - MOST_CHARS_AT_END, content.length());
    }
  }

  int count() {
    return hashes.length;
  }

  long hash(int word) {
    return hashes[word];
  }

  /** The text from the start of one word to the end of another. */
  String text(int first, int last) {
    return text.substring(starts[first], ends[last]);
  }

  /** The word itself, {@code #} for a number. */
  String canonical(int word) {
    return hashes[word] == NUMBER ? "#" : text.substring(starts[word], ends[word]);
  }

  /** A hash of {@link #RUN} words in a row for every place where that many follow. */
  long[] runs() {
    long[] runs = new long[Math.max(0, hashes.length - RUN + 1)];
    for (int i = 0; i < runs.length; i++) {
      long hash = 0;
      for (int j = i; j < i + RUN; j++) {
        hash = Hashing.mix(hash ^ hashes[j]);
      }
      runs[i] = hash;
    }
    return runs;
  }

  /** A hash of all words in their order. */
  long hash() {
    long all = hashes.length;
    for (long hash : hashes) {
      all = Hashing.mix(all ^ hash);
    }
    return all;
  }

  private static long hash(String text, int from, int to) {
    long hash = 0xCBF29CE484222325L;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (Character.isDigit(c)) {
        return NUMBER;
      }
      hash = (hash ^ c) * PRIME;
    }
    return Hashing.mix(hash);
  }
}
