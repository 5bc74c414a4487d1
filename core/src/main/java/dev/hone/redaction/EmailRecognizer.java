package dev.hone.redaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * E-mail addresses: RFC 5321's lengths, the local parts that people use (no quoted ones), and a
 * domain of two labels or more whose last is of letters.
 */
public final class EmailRecognizer implements Recognizer {
  private static final int MAX_LOCAL = 64;
  private static final int MAX_DOMAIN = 253;
  private static final String LOCAL_SIGNS = ".!#$%&'*+-/=?^_`{|}~";

  @Override
  public String kind() {
    return "email";
  }

  @Override
  public List<Span> find(String text) {
    List<Span> found = new ArrayList<>();
    int free = 0;
    for (int at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
      int start = localStart(text, at, free);
      int end = domainEnd(text, at + 1);
      if (start < at && end > at + 1) {
        found.add(new Span(kind(), start, end));
        free = end;
      }
    }
    return found;
  }

  /** Where the local part begins, {@code at} where there is none. */
  private static int localStart(String text, int at, int free) {
    int start = at;
    while (start > free && at - start <= MAX_LOCAL && isLocal(text.charAt(start - 1))) {
      start--;
    }
    if (at - start > MAX_LOCAL) {
      return at;
    }
    if (start > 0 && start < at && Words.isEscape(text, start)) {
      start++; // the n of an escaped line break
    }
    while (start < at && !Words.isWord(text.charAt(start))) {
      start++; // punctuation in front
    }
    return start < at && text.charAt(at - 1) != '.' ? start : at;
  }

  private static boolean isLocal(char c) {
    return Character.isLetterOrDigit(c) || LOCAL_SIGNS.indexOf(c) >= 0;
  }

  /** Behind the domain, {@code start} where there is none. */
  private static int domainEnd(String text, int start) {
    int end = start;
    int label = start;
    int good = start;
    while (end < text.length() && end - start <= MAX_DOMAIN) {
      char c = text.charAt(end);
      if (c == '.') {
        if (end == label || text.charAt(end - 1) == '-') {
          break;
        }
        label = end + 1;
      } else if (!Character.isLetterOrDigit(c) && (c != '-' || end == label)) {
        break;
      }
      end++;
      if (label > start && end - label >= 2 && isLetters(text, label, end)) {
        good = end; // ends in a top-level domain
      }
    }
    // A label that goes on is not the top-level domain: example.com1 is no address.
    return good < text.length() && Words.isWord(text.charAt(good)) ? start : good;
  }

  private static boolean isLetters(String text, int from, int to) {
    // Only the newest char needs a look, and the first: labels grow by one.
    return Character.isLetter(text.charAt(to - 1)) && Character.isLetter(text.charAt(from));
  }

  @Override
  public String normalized(String value) {
    return value.toLowerCase(Locale.ROOT);
  }
}
