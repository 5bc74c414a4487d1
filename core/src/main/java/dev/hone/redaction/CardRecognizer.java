package dev.hone.redaction;

import java.util.ArrayList;
import java.util.List;

/**
 * Payment cards (ISO/IEC 7812): 13 to 19 digits, alone or in groups, that begin as a known
 * network's do and pass Luhn's check.
 */
public final class CardRecognizer implements Recognizer {
  private static final int MIN_DIGITS = 13;
  private static final int MAX_DIGITS = 19;

  @Override
  public String kind() {
    return "card";
  }

  @Override
  public List<Span> find(String text) {
    List<Span> found = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = Words.isDigit(text.charAt(at)) && Words.startsAt(text, at) ? cardEnd(text, at) : -1;
      if (end > 0) {
        found.add(new Span(kind(), at, end));
        at = end;
      } else {
        at++;
      }
    }
    return found;
  }

  /** Behind the longest card that begins here, or -1. Reads at most 19 digits. */
  private static int cardEnd(String text, int start) {
    StringBuilder digits = new StringBuilder(MAX_DIGITS);
    int best = -1;
    int at = start;
    while (at < text.length() && digits.length() <= MAX_DIGITS) {
      char c = text.charAt(at);
      if (Words.isDigit(c)) {
        digits.append(c);
        at++;
        if (digits.length() >= MIN_DIGITS
            && digits.length() <= MAX_DIGITS
            && Words.endsAt(text, at)
            && isCard(digits)) {
          best = at;
        }
      } else if ((c == ' ' || c == '-')
          && at + 1 < text.length()
          && Words.isDigit(text.charAt(at + 1))) {
        at++;
      } else {
        break;
      }
    }
    return best;
  }

  static boolean isCard(CharSequence digits) {
    return hasNetwork(digits) && luhn(digits);
  }

  /** Luhn's check (ISO/IEC 7812-1, annex B). */
  static boolean luhn(CharSequence digits) {
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(digits.length() - 1 - i) - '0';
      int doubled = i % 2 == 0 ? digit : 2 * digit;
      sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 == 0;
  }

  private static boolean hasNetwork(CharSequence digits) {
    int length = digits.length();
    int four = Integer.parseInt(digits, 0, 4, 10);
    int two = four / 100;
    int three = four / 10;
    if (four / 1000 == 4) { // Visa
      return length == 13 || length == 16 || length == 19;
    }
    if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) { // Mastercard
      return length == 16;
    }
    if (two == 34 || two == 37) { // American Express
      return length == 15;
    }
    if (two == 36 || two == 38 || two == 39 || (three >= 300 && three <= 305)) { // Diners
      return length >= 14;
    }
    if (four == 6011 || two == 65 || (three >= 644 && three <= 649) || two == 62) {
      return length >= 16; // Discover, UnionPay
    }
    if (four >= 3528 && four <= 3589) { // JCB
      return length >= 16;
    }
    return (four == 5018 || four == 5020 || four == 5038 || four == 6304 || three == 675)
        && length >= 13; // Maestro
  }

  @Override
  public String normalized(String value) {
    return Words.digits(value);
  }
}
