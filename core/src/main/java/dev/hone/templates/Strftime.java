package dev.hone.templates;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.TextStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Python's {@code datetime.strftime} as glibc does it in the C locale; the time has no zone. */
final class Strftime {
  private Strftime() {}

  static String format(String format, Clock clock) {
    ZonedDateTime now = ZonedDateTime.now(clock);
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      char flag = 0;
      int at = i + 1;
      while (at + 1 < format.length() && "-_0^#".indexOf(format.charAt(at)) >= 0) {
        flag = format.charAt(at++);
      }
      String text = directive(format.charAt(at), flag, now);
      out.append(text == null ? format.substring(i, at + 1) : flagged(text, flag));
      i = at;
    }
    return out.toString();
  }

  private static String flagged(String text, char flag) {
    return flag == '^' ? text.toUpperCase(Locale.ROOT) : text;
  }

  private static @Nullable String directive(char directive, char flag, ZonedDateTime now) {
    int hour12 = now.getHour() % 12 == 0 ? 12 : now.getHour() % 12;
    int sundayBased = now.getDayOfWeek().getValue() % 7;
    return switch (directive) {
      case 'a' -> weekday(now).substring(0, 3);
      case 'A' -> weekday(now);
      case 'b', 'h' -> month(now, 3);
      case 'B' -> month(now, 20);
      case 'c' -> format("%a %b %e %H:%M:%S %Y", now);
      case 'C' -> number(now.getYear() / 100, 2, '0', flag);
      case 'd' -> number(now.getDayOfMonth(), 2, '0', flag);
      case 'D', 'x' -> format("%m/%d/%y", now);
      case 'e' -> number(now.getDayOfMonth(), 2, ' ', flag);
      case 'f' -> "%06d".formatted(now.getNano() / 1_000);
      case 'F' -> format("%Y-%m-%d", now);
      case 'G' -> number(now.get(IsoFields.WEEK_BASED_YEAR), 4, '0', flag);
      case 'g' -> number(now.get(IsoFields.WEEK_BASED_YEAR) % 100, 2, '0', flag);
      case 'H' -> number(now.getHour(), 2, '0', flag);
      case 'I' -> number(hour12, 2, '0', flag);
      case 'j' -> number(now.getDayOfYear(), 3, '0', flag);
      case 'k' -> number(now.getHour(), 2, ' ', flag);
      case 'l' -> number(hour12, 2, ' ', flag);
      case 'm' -> number(now.getMonthValue(), 2, '0', flag);
      case 'M' -> number(now.getMinute(), 2, '0', flag);
      case 'n' -> "\n";
      case 'p' -> now.getHour() < 12 ? "AM" : "PM";
      case 'P' -> now.getHour() < 12 ? "am" : "pm";
      case 'r' -> format("%I:%M:%S %p", now);
      case 'R' -> format("%H:%M", now);
      case 's' -> Long.toString(now.getLong(ChronoField.INSTANT_SECONDS));
      case 'S' -> number(now.getSecond(), 2, '0', flag);
      case 't' -> "\t";
      case 'T', 'X' -> format("%H:%M:%S", now);
      case 'u' -> Integer.toString(now.getDayOfWeek().getValue());
      case 'U' -> number((now.getDayOfYear() + 6 - sundayBased) / 7, 2, '0', flag);
      case 'V' -> number(now.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR), 2, '0', flag);
      case 'w' -> Integer.toString(sundayBased);
      case 'W' -> number((now.getDayOfYear() + 6 - (sundayBased + 6) % 7) / 7, 2, '0', flag);
      case 'y' -> number(now.getYear() % 100, 2, '0', flag);
      case 'Y' -> number(now.getYear(), 4, '0', flag);
      case 'z', 'Z' -> "";
      case '%' -> "%";
      default -> null;
    };
  }

  private static String format(String format, ZonedDateTime now) {
    return format(format, Clock.fixed(now.toInstant(), now.getZone()));
  }

  private static String weekday(ZonedDateTime now) {
    return now.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
  }

  private static String month(ZonedDateTime now, int most) {
    String name = now.getMonth().getDisplayName(TextStyle.FULL, Locale.ENGLISH);
    return name.substring(0, Math.min(most, name.length()));
  }

  private static String number(int value, int width, char pad, char flag) {
    char with = flag == '_' ? ' ' : flag == '0' ? '0' : pad;
    String digits = Integer.toString(value);
    return flag == '-'
        ? digits
        : String.valueOf(with).repeat(Math.max(0, width - digits.length())) + digits;
  }
}
