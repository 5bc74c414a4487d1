package dev.hone.redaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * IP addresses, versions 4 and 6 (RFC 4291). Addresses that name no one are left alone:
 * unspecified, loopback and netmasks. A version number in four parts looks the same; it is told by
 * a {@code v} or the word version in front.
 */
public final class IpRecognizer implements Recognizer {
  private static final int MAX_V6 = 45; // INET6_ADDRSTRLEN without its end
  private static final int VERSION_WORD = 9;

  @Override
  public String kind() {
    return "ip";
  }

  @Override
  public List<Span> find(String text) {
    List<Span> found = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (!(Words.isHex(c) || c == ':') || !startsAddress(text, at)) {
        at++;
        continue;
      }
      int end = at;
      while (end < text.length() && end - at <= MAX_V6 && isAddressChar(text.charAt(end))) {
        end++;
      }
      int addressEnd = end - at > MAX_V6 ? -1 : addressEnd(text, at, end);
      if (addressEnd > 0) {
        found.add(new Span(kind(), at, addressEnd));
      }
      at = Math.max(end, at + 1);
    }
    return found;
  }

  private static boolean startsAddress(String text, int at) {
    if (at == 0) {
      return true;
    }
    char before = text.charAt(at - 1);
    return Words.startsAt(text, at) && before != '.' && before != ':' && before != '-';
  }

  private static boolean isAddressChar(char c) {
    return Words.isHex(c) || c == ':' || c == '.';
  }

  /** Behind the address in the run from start to end, or -1. */
  private static int addressEnd(String text, int start, int end) {
    int trimmed = end;
    while (trimmed > start && (text.charAt(trimmed - 1) == '.' || isLastColon(text, trimmed))) {
      trimmed--; // the end of a sentence, or a colon in front of what follows
    }
    if (!Words.endsAt(text, end)) {
      return -1;
    }
    String address = text.substring(start, trimmed);
    if (isV6(address) || (isV4(address) && !isVersion(text, start))) {
      return trimmed;
    }
    int port = address.indexOf(':');
    return port > 0 && isV4(address.substring(0, port)) && !isVersion(text, start)
        ? start + port
        : -1;
  }

  private static boolean isLastColon(String text, int end) {
    return text.charAt(end - 1) == ':' && end > 1 && text.charAt(end - 2) != ':';
  }

  private static boolean isVersion(String text, int start) {
    String before =
        text.substring(Math.max(0, start - VERSION_WORD), start).toLowerCase(Locale.ROOT).strip();
    return before.endsWith("v") || before.endsWith("version") || before.endsWith("release");
  }

  static boolean isV4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return false;
    }
    for (String part : parts) {
      if (part.isEmpty()
          || part.length() > 3
          || !Words.digits(part).equals(part)
          || Integer.parseInt(part) > 255
          || (part.length() > 1 && part.charAt(0) == '0')) {
        return false;
      }
    }
    return !parts[0].equals("127") && !parts[0].equals("0") && !parts[0].equals("255");
  }

  static boolean isV6(String text) {
    int shortened = text.indexOf("::");
    if (text.equals("::")
        || text.equals("::1")
        || text.length() < 3
        || Words.digits(text).isEmpty() // words of hex letters, such as dead::beef
        || (shortened >= 0 && text.indexOf("::", shortened + 1) >= 0)) {
      return false;
    }
    int groups = 0;
    if (shortened < 0) {
      groups = groups(text);
      return groups == 8;
    }
    String head = text.substring(0, shortened);
    String tail = text.substring(shortened + 2);
    int front = head.isEmpty() ? 0 : groups(head);
    int back = tail.isEmpty() ? 0 : groups(tail);
    groups = front < 0 || back < 0 ? -1 : front + back;
    return groups > 0 && groups < 8;
  }

  /** How many groups of 16 bits these are, or -1 where one is none. */
  private static int groups(String text) {
    String[] parts = text.split(":", -1);
    int groups = 0;
    for (int i = 0; i < parts.length; i++) {
      if (i == parts.length - 1 && i > 0 && isV4(parts[i])) {
        groups += 2;
      } else if (parts[i].isEmpty() || parts[i].length() > 4 || parts[i].indexOf('.') >= 0) {
        return -1;
      } else {
        groups++;
      }
    }
    return groups;
  }

  @Override
  public String normalized(String value) {
    return value.toLowerCase(Locale.ROOT);
  }
}
