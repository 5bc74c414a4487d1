package dev.hone.redaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Telephone numbers: international ones (E.164, with + or 00), North American ones in groups of 3,
 * 3 and 4, national ones with a leading 0 in groups, and bare digits behind a word such as phone.
 * Numbers without any of these signs are not told from order numbers, and left alone.
 */
public final class PhoneRecognizer implements Recognizer {
  private static final int MAX_DIGITS = 15; // E.164
  private static final int MAX_CHARS = 30;
  private static final int WORD_CHARS = 16;
  private static final List<String> WORDS =
      List.of("phone", "tel", "mobile", "cell", "fax", "whatsapp", "telefon", "handy");

  @Override
  public String kind() {
    return "phone";
  }

  @Override
  public List<Span> find(String text) {
    List<Span> found = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (!(Words.isDigit(c) || c == '+' || isAreaCode(text, at)) || !startsNumber(text, at)) {
        at++;
        continue;
      }
      int end = end(text, at);
      if (end > 0) {
        found.add(new Span(kind(), at, end));
        at = end;
      } else {
        at++;
        while (at < text.length() && Words.isDigit(text.charAt(at))) {
          at++;
        }
      }
    }
    return found;
  }

  /** Whether up to five digits in brackets stand here; a bracket around it all is none of it. */
  private static boolean isAreaCode(String text, int at) {
    if (text.charAt(at) != '(') {
      return false;
    }
    int end = at + 1;
    while (end < text.length() && end - at <= 5 && Words.isDigit(text.charAt(end))) {
      end++;
    }
    return end > at + 1 && end < text.length() && text.charAt(end) == ')';
  }

  private static boolean startsNumber(String text, int at) {
    if (at == 0) {
      return true;
    }
    char before = text.charAt(at - 1);
    return Words.startsAt(text, at)
        && before != '+'
        && before != '.'
        && before != '-'
        && before != '/'
        && before != '#'
        && before != '$';
  }

  /** Behind the number that begins here, or -1. Reads a bounded distance. */
  private static int end(String text, int start) {
    StringBuilder shape = new StringBuilder(); // digits, and one space for what parts them
    int digits = 0;
    int end = start;
    int at = start;
    while (at < text.length() && at - start <= MAX_CHARS) {
      char c = text.charAt(at);
      if (Words.isDigit(c)) {
        shape.append(c);
        digits++;
        end = at + 1;
      } else if (c == '+' && at == start) {
        shape.append('+');
      } else if (" -./()\u00A0\u2011".indexOf(c) >= 0 && separates(text, at)) {
        if (shape.length() > 0 && shape.charAt(shape.length() - 1) != ' ') {
          shape.append(' ');
        }
      } else {
        break;
      }
      at++;
    }
    if (!Words.endsAt(text, end) || (end < text.length() && text.charAt(end) == '@')) {
      return -1;
    }
    String number = shape.toString().strip();
    return isPhone(number, digits, text.substring(start, end)) || isNamed(text, start, number)
        ? end
        : -1;
  }

  /** At most two in a row, with a digit behind. */
  private static boolean separates(String text, int at) {
    for (int next = at; next <= at + 2 && next < text.length(); next++) {
      if (Words.isDigit(text.charAt(next))) {
        return true;
      }
      if (" -./()\u00A0\u2011".indexOf(text.charAt(next)) < 0) {
        return false;
      }
    }
    return false;
  }

  private static boolean isPhone(String number, int digits, String written) {
    boolean grouped = number.indexOf(' ') > 0;
    if (number.startsWith("+")) {
      return digits >= 8 && digits <= MAX_DIGITS && number.length() > 1 && number.charAt(1) != '0';
    }
    if (number.startsWith("00")) {
      return digits >= 10 && digits <= MAX_DIGITS + 2 && number.charAt(2) != '0';
    }
    if (isDate(written)) {
      return false;
    }
    if (number.startsWith("0")) {
      return grouped && digits >= 9 && digits <= 12;
    }
    return isNorthAmerican(number, written);
  }

  /** 3, 3 and 4 digits, the first two groups from 200, a 1 in front or none. */
  private static boolean isNorthAmerican(String number, String written) {
    String ten = number.startsWith("1 ") ? number.substring(2) : number;
    String[] groups = ten.split(" ", -1);
    return groups.length == 3
        && groups[0].length() == 3
        && groups[1].length() == 3
        && groups[2].length() == 4
        && groups[0].charAt(0) >= '2'
        && groups[1].charAt(0) >= '2'
        && written.indexOf('/') < 0;
  }

  /** Day, month and year in any order, as in 01/02/2024 10. */
  private static boolean isDate(String written) {
    String[] parts = written.split("[./ -]", -1);
    return parts.length >= 3
        && parts[0].length() <= 4
        && parts[1].length() <= 2
        && (parts[0].length() == 4 || parts[2].length() == 4)
        && parts[0].length() + parts[1].length() + parts[2].length() <= 8
        && written.indexOf('(') < 0;
  }

  private static boolean isNamed(String text, int start, String number) {
    int digits = Words.digits(number).length();
    if (digits < 7 || digits > MAX_DIGITS) {
      return false;
    }
    String before = text.substring(Math.max(0, start - WORD_CHARS), start).toLowerCase(Locale.ROOT);
    for (String word : WORDS) {
      int at = before.indexOf(word);
      if (at >= 0 && Words.startsAt(before, at)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String normalized(String value) {
    return Words.digits(value);
  }
}
