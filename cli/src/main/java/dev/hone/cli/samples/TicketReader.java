package dev.hone.cli.samples;

import dev.hone.cli.samples.Ticket.Category;
import dev.hone.cli.samples.Ticket.Region;
import dev.hone.cli.samples.Ticket.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a ticket of the sample as a person would who knows the wordings by heart. It sees the
 * ticket's text and nothing else.
 */
final class TicketReader {
  private static final Pattern TIER = Pattern.compile("\\b(Basic|Plus|Gold)\\b");
  private static final Pattern REGION = Pattern.compile("\\b(EU|US|APAC)\\b");
  private static final Pattern ORDER = Pattern.compile("\\bORD-\\d{4}\\b");
  private static final String AMOUNT = "(?:\\$|EUR )?([\\d,]+)(?: euros| dollars)?";

  private record Complaint(Category category, Pattern wording) {}

  private final List<Complaint> complaints = new ArrayList<>();
  private final List<Pattern> amounts;
  private final List<String> outages;
  private final List<String> legal;

  TicketReader(Wordings wordings) {
    for (Category category : Category.values()) {
      for (String wording : all(wordings, category.word())) {
        complaints.add(
            new Complaint(
                category,
                pattern(wording, "\\{thing}|\\{weekday}", "\\\\w+", Pattern.CASE_INSENSITIVE)));
      }
    }
    this.amounts =
        all(wordings, "amount").stream()
            .map(wording -> pattern(wording, "\\{x}", Matcher.quoteReplacement(AMOUNT), 0))
            .toList();
    this.outages = all(wordings, "outage");
    this.legal = all(wordings, "legal");
  }

  private static List<String> all(Wordings wordings, String name) {
    List<String> all = new ArrayList<>(wordings.usual().getOrDefault(name, List.of()));
    all.addAll(wordings.kept().getOrDefault(name, List.of()));
    return all;
  }

  /** A wording with its gaps as a pattern; the wordings hold no other signs of patterns. */
  private static Pattern pattern(String wording, String gap, String inGap, int flags) {
    String literal = wording.replace(".", "\\.").replace("?", "\\?").replace("!", "\\!");
    return Pattern.compile(literal.replaceAll(gap, inGap), flags);
  }

  /** The ticket, without its wording; empty for a text that is none. */
  Optional<Ticket> read(String text) {
    Category category = category(text);
    Matcher tier = TIER.matcher(text);
    Matcher region = REGION.matcher(text);
    if (category == null || !tier.find() || !region.find()) {
      return Optional.empty();
    }
    Matcher order = ORDER.matcher(text);
    return Optional.of(
        new Ticket(
            category,
            Tier.valueOf(tier.group(1).toUpperCase(Locale.ROOT)),
            Region.valueOf(region.group(1)),
            amount(text),
            outages.stream().anyMatch(text::contains),
            legal.stream().anyMatch(text::contains),
            order.find() ? order.group() : null,
            "read",
            text));
  }

  /** Of the longest complaint found: some are parts of others. */
  private @Nullable Category category(String text) {
    Category found = null;
    int longest = 0;
    for (Complaint complaint : complaints) {
      Matcher matcher = complaint.wording().matcher(text);
      if (matcher.find() && matcher.end() - matcher.start() > longest) {
        longest = matcher.end() - matcher.start();
        found = complaint.category();
      }
    }
    return found;
  }

  private int amount(String text) {
    for (Pattern wording : amounts) {
      Matcher matcher = wording.matcher(text);
      if (matcher.find()) {
        return Integer.parseInt(matcher.group(1).replace(",", ""));
      }
    }
    return 0;
  }
}
