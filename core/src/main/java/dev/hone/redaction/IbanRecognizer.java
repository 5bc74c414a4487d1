package dev.hone.redaction;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * International bank account numbers (ISO 13616): a country's length, and 1 modulo 97. Written in
 * one piece or in groups parted by single spaces.
 */
public final class IbanRecognizer implements Recognizer {
  /** Lengths by country, from the SWIFT registry. */
  private static final Map<String, Integer> LENGTHS = lengths();

  @Override
  public String kind() {
    return "iban";
  }

  @Override
  public List<Span> find(String text) {
    List<Span> found = new ArrayList<>();
    int at = 0;
    while (at + 4 <= text.length()) {
      int end =
          Words.isDigit(text.charAt(at + 2))
                  && Words.isDigit(text.charAt(at + 3))
                  && Words.isAsciiLetter(text.charAt(at))
                  && Words.isAsciiLetter(text.charAt(at + 1))
                  && Words.startsAt(text, at)
              ? end(text, at)
              : -1;
      if (end > 0) {
        found.add(new Span(kind(), at, end));
        at = end;
      } else {
        at++;
      }
    }
    return found;
  }

  private static int end(String text, int start) {
    Integer length = LENGTHS.get(text.substring(start, start + 2).toUpperCase(Locale.ROOT));
    if (length == null) {
      return -1;
    }
    StringBuilder number = new StringBuilder(length);
    int at = start;
    while (at < text.length() && number.length() < length) {
      char c = text.charAt(at);
      if (Words.isDigit(c) || Words.isAsciiLetter(c)) {
        number.append(Character.toUpperCase(c));
      } else if (c != ' ' || text.charAt(at - 1) == ' ') {
        return -1;
      }
      at++;
    }
    return number.length() == length && Words.endsAt(text, at) && remainder(number) == 1 ? at : -1;
  }

  /** ISO 7064 mod 97-10 of the number with its first four chars put last. */
  private static int remainder(CharSequence number) {
    int remainder = 0;
    for (int i = 0; i < number.length(); i++) {
      char c = number.charAt((i + 4) % number.length());
      int value = Words.isDigit(c) ? c - '0' : c - 'A' + 10;
      remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
    }
    return remainder;
  }

  static @Nullable Integer length(String country) {
    return LENGTHS.get(country);
  }

  private static Map<String, Integer> lengths() {
    Map<String, Integer> lengths = new HashMap<>();
    String registry =
        "AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27"
            + " DK18 DO28 EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21"
            + " HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25"
            + " MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25"
            + " QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24"
            + " TR26 UA29 VA22 VG24 XK20 YE30";
    for (String entry : registry.split(" ", -1)) {
      lengths.put(entry.substring(0, 2), Integer.valueOf(entry.substring(2)));
    }
    return lengths;
  }

  @Override
  public String normalized(String value) {
    return value.replace(" ", "").toUpperCase(Locale.ROOT);
  }
}
