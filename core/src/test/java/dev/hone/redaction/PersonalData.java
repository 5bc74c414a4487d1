package dev.hone.redaction;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Seeded sentences with made-up personal data in them, and sentences that only look like it. */
final class PersonalData {
  /**
   * A sentence and what it holds.
   *
   * @param kind what it holds, or {@code none}
   * @param value as it stands in the text, empty for none
   */
  record Case(String text, String kind, String value) {}

  private static final List<String> FRAMES =
      List.of(
          "Please reach me at %s, thanks.",
          "%s",
          "(%s)",
          "It says \"%s\" on the screen.",
          "customer: %s; priority: high",
          "Mein Konto: %s.",
          "{\"value\":\"%s\",\"n\":1}",
          "first line\\n%s\\nlast line",
          "Is it %s?",
          "a\tb\t%s\tc");

  private static final List<String> NAMES =
      List.of("ann.lee", "j_smith", "o'neil", "max+news", "k.müller", "x1", "info", "Zoë");
  private static final List<String> HOSTS =
      List.of("example.com", "mail.example.co.uk", "exämple.de", "a-b.example.org", "x.io");

  private final Random random;

  PersonalData(long seed) {
    random = new Random(seed);
  }

  List<Case> held(String kind, int count) {
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String value = value(kind);
      cases.add(new Case(String.format(Locale.ROOT, pick(FRAMES), value), kind, value));
    }
    return cases;
  }

  List<Case> harmless(int count) {
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      cases.add(new Case(String.format(Locale.ROOT, pick(FRAMES), decoy()), "none", ""));
    }
    return cases;
  }

  private String value(String kind) {
    return switch (kind) {
      case "email" -> pick(NAMES) + digits(random.nextInt(3)) + "@" + pick(HOSTS);
      case "phone" -> phone();
      case "card" -> card();
      case "iban" -> iban();
      case "ip" -> random.nextBoolean() ? v4() : v6();
      default -> secret();
    };
  }

  private String phone() {
    return switch (random.nextInt(7)) {
      case 0 -> "+" + (1 + random.nextInt(9)) + digits(9 + random.nextInt(3));
      case 1 -> "+49 " + (100 + random.nextInt(900)) + " " + digits(7);
      case 2 -> "(" + area() + ") " + area() + "-" + digits(4);
      case 3 -> area() + "-" + area() + "-" + digits(4);
      case 4 -> "0" + (1 + random.nextInt(9)) + digits(2) + " " + digits(7);
      case 5 -> "0044 20 " + digits(4) + " " + digits(4);
      default -> "06 " + digits(2) + " " + digits(2) + " " + digits(2) + " " + digits(2);
    };
  }

  private String area() {
    return (2 + random.nextInt(8)) + digits(2);
  }

  private String card() {
    String prefix = pick(List.of("4", "51", "2221", "37", "36", "6011", "3530"));
    int length = prefix.equals("37") ? 15 : prefix.equals("36") ? 14 : 16;
    String body = prefix + digits(length - 1 - prefix.length());
    for (int check = 0; check < 10; check++) {
      if (CardRecognizer.luhn(body + check)) {
        return grouped(body + check, random.nextInt(3));
      }
    }
    throw new AssertionError("one digit always passes");
  }

  private static String grouped(String digits, int form) {
    return form == 0 ? digits : digits.replaceAll("(.{4})(?=.)", form == 1 ? "$1 " : "$1-");
  }

  private String iban() {
    String country = pick(List.of("DE", "GB", "FR", "NL", "NO", "MT"));
    int length = IbanRecognizer.length(country);
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < length - 4; i++) {
      boolean letter = country.equals("GB") && i < 4;
      body.append((char) (letter ? 'A' + random.nextInt(26) : '0' + digit()));
    }
    int check = 98 - remainder(body + country + "00");
    String number = country + String.format(Locale.ROOT, "%02d", check) + body;
    return random.nextBoolean() ? number : grouped(number, 1);
  }

  /** By ISO 7064 in another way than the recognizer: digit by digit, letters as two. */
  private static int remainder(String text) {
    StringBuilder number = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      number.append(Character.isDigit(c) ? c - '0' : c - 'A' + 10);
    }
    return new java.math.BigInteger(number.toString())
        .mod(java.math.BigInteger.valueOf(97))
        .intValue();
  }

  private String v4() {
    return (1 + random.nextInt(126)) + "." + octet() + "." + octet() + "." + octet();
  }

  private int octet() {
    return random.nextInt(256);
  }

  private String v6() {
    String group = Integer.toHexString(random.nextInt(0x10000));
    return random.nextBoolean()
        ? "2001:db8::" + group
        : "2001:db8:0:1:" + group + ":" + group + ":" + group + ":" + group;
  }

  private String secret() {
    return switch (random.nextInt(8)) {
      case 0 -> "sk-proj-" + word(40);
      case 1 -> "AKIA" + word(16).toUpperCase(Locale.ROOT);
      case 2 -> "ghp_" + word(36);
      case 3 -> "xoxb-" + digits(12) + "-" + word(24);
      case 4 -> jwt();
      case 5 ->
          "-----BEGIN RSA PRIVATE KEY-----\\n" + word(64) + "\\n-----END RSA PRIVATE KEY-----";
      case 6 -> "AIza" + word(35);
      default -> "dapi" + hex(32);
    };
  }

  private String jwt() {
    return base64("{\"alg\":\"HS256\",\"typ\":\"JWT\"}")
        + "."
        + base64("{\"sub\":\"" + word(8) + "\"}")
        + "."
        + word(43);
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** What a ticket or a log holds and names no one. */
  private String decoy() {
    return switch (random.nextInt(20)) {
      case 0 -> "order " + (1 + random.nextInt(9)) + digits(9);
      case 1 -> "2024-0" + (1 + random.nextInt(9)) + "-1" + digit() + " 10:" + "3" + digit();
      case 2 -> "0" + (1 + random.nextInt(9)) + "/1" + digit() + "/2024 10:30";
      case 3 -> "version 1." + digit() + "." + digit() + "." + digit();
      case 4 -> "12:30:45 and 23:59:59.123";
      case 5 -> hex(8) + "-" + hex(4) + "-4" + hex(3) + "-a" + hex(3) + "-" + hex(12);
      case 6 -> hex(64);
      case 7 -> "EUR " + digits(3) + "." + digits(2) + " or 1," + digits(3) + ",000";
      case 8 -> "@handle and a @ b and user@localhost";
      case 9 -> wrongCard();
      case 10 -> "DE" + digits(20); // no check digits that fit, 96 times of 97
      case 11 -> "std::map<int> and a::b";
      case 12 -> "sk-learn-pipeline-for-tabular-data";
      case 13 -> "task-runner-" + word(6) + " risk-free";
      case 14 -> "ISBN 978-3-16-148410-" + digit();
      case 15 -> "127.0.0.1 and 255.255.255.0 and ::1";
      case 16 -> "1Z" + digits(16);
      case 17 -> "x = " + digits(5) + " - " + digits(4) + " / " + digits(3);
      case 18 -> "SKU-" + digits(4) + "-" + digits(4);
      default -> "eyJ is how they begin; Bearer of bad news";
    };
  }

  private String wrongCard() {
    String digits = "4" + digits(15);
    return CardRecognizer.luhn(digits)
        ? digits.substring(0, 15) + (digits.charAt(15) == '0' ? '1' : '0')
        : digits;
  }

  private String word(int length) {
    StringBuilder text = new StringBuilder("a1"); // a key of letters alone is one in a million
    while (text.length() < length) {
      text.append("abcdefghijklmnopqrstuvwxyz0123456789".charAt(random.nextInt(36)));
    }
    return text.toString();
  }

  private String hex(int length) {
    StringBuilder text = new StringBuilder();
    while (text.length() < length) {
      text.append("0123456789abcdef".charAt(random.nextInt(16)));
    }
    return text.toString();
  }

  private String digits(int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(digit());
    }
    return text.toString();
  }

  private int digit() {
    return random.nextInt(10);
  }

  private <T> T pick(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
