package dev.hone.cli.samples;

import dev.hone.cli.pretraining.Draw;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One ticket: what it says, and how.
 *
 * @param amount 0 where it names none
 * @param outage whether everybody is blocked
 * @param legal whether a lawyer, a court or an authority is mentioned
 * @param order {@code ORD-dddd}, or null
 * @param wording which frame and which complaint it uses, such as {@code billing.3/frame.7}
 */
record Ticket(
    Category category,
    Tier tier,
    Region region,
    int amount,
    boolean outage,
    boolean legal,
    @Nullable String order,
    String wording,
    String text) {

  enum Category {
    BILLING(24),
    DELIVERY(24),
    TECHNICAL(25),
    ACCOUNT(16),
    CANCELLATION(11);

    private final int percent;

    Category(int percent) {
      this.percent = percent;
    }

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  enum Tier {
    BASIC("Basic"),
    PLUS("Plus"),
    GOLD("Gold");

    private final String word;

    Tier(String word) {
      this.word = word;
    }
  }

  enum Region {
    EU,
    US,
    APAC
  }

  private static final List<String> THINGS =
      List.of("headset", "router", "speaker", "camera", "tablet", "projector", "lamp", "monitor");

  /** A ticket in usual wordings, or one whose complaint is worded as no usual ticket is. */
  static Ticket draw(Draw draw, Wordings wordings, boolean keptWording) {
    Category category = category(draw.between(1, 100));
    Tier tier =
        draw.of(
            Tier.BASIC,
            Tier.BASIC,
            Tier.BASIC,
            Tier.PLUS,
            Tier.PLUS,
            Tier.PLUS,
            Tier.GOLD,
            Tier.GOLD,
            Tier.GOLD,
            Tier.GOLD);
    Region region = draw.of(Region.EU, Region.EU, Region.US, Region.APAC, Region.US);
    boolean money = category == Category.BILLING || category == Category.DELIVERY;
    int amount = draw.chance(money ? 0.6 : 0.3) ? amount(draw) : 0;
    boolean outage = draw.chance(0.25);
    boolean legal = draw.chance(0.12);
    String order = draw.chance(money ? 0.9 : 0.65) ? "ORD-" + draw.digits(4) : null;
    Map<String, List<String>> complaints = keptWording ? wordings.kept() : wordings.usual();
    boolean keptFrame = keptWording && draw.chance(0.5);
    List<String> frames = keptFrame ? wordings.kept().get("frame") : wordings.usual().get("frame");
    List<String> bodies = complaints.get(category.word());
    int complaint = draw.between(0, bodies.size() - 1);
    int frame = draw.between(0, frames.size() - 1);
    String thing = draw.from(THINGS);
    String start = bodies.get(complaint).replace("{thing}", thing);
    start = start.replace("{weekday}", draw.word("day"));
    List<String> rest = new ArrayList<>();
    if (amount > 0) {
      rest.add(say(draw, wordings, "amount", written(draw, amount)));
    }
    if (outage) {
      rest.add(say(draw, wordings, "outage", ""));
    } else if (draw.chance(0.3)) {
      rest.add(say(draw, wordings, "mild", ""));
    }
    if (legal) {
      rest.add(say(draw, wordings, "legal", ""));
    }
    if (order != null) {
      rest.add(say(draw, wordings, "order", order));
    }
    if (draw.chance(0.4)) {
      rest.add(
          say(draw, wordings, "other", "")
              .replace("{inv}", "INV-" + draw.digits(4))
              .replace("{shp}", "SHP-" + draw.digits(4))
              .replace("{t}", "T-" + draw.digits(4)));
    }
    String first = draw.word("first");
    String last = draw.word("last");
    if (draw.chance(0.12)) {
      String mail = (first + "." + last).toLowerCase(Locale.ROOT) + "@example.com";
      String phone = "+49 555 01" + draw.digits(2);
      rest.add(
          say(draw, wordings, "contact", "").replace("{email}", mail).replace("{phone}", phone));
    }
    String complete = Character.toUpperCase(start.charAt(0)) + start.substring(1) + ".";
    List<String> parts = draw.shuffled(rest);
    parts.add(draw.chance(0.75) ? 0 : draw.between(0, parts.size()), complete);
    String text =
        frames
            .get(frame)
            .replace("{body}", String.join(" ", parts))
            .replace("{name}", draw.chance(0.5) ? first : first + " " + last)
            .replace("{tier}", tier.word)
            .replace("{region}", region.name())
            .strip();
    String mark = keptWording ? "kept-" : "";
    String wording =
        mark
            + category.word()
            + "."
            + complaint
            + "/"
            + (keptFrame ? "kept-" : "")
            + "frame."
            + frame;
    return new Ticket(category, tier, region, amount, outage, legal, order, wording, text);
  }

  private static Category category(int percent) {
    int sum = 0;
    for (Category category : Category.values()) {
      sum += category.percent;
      if (percent <= sum) {
        return category;
      }
    }
    return Category.CANCELLATION;
  }

  /**
   * Half below the threshold of 1,000, half from there on; uniform within each number of digits.
   */
  private static int amount(Draw draw) {
    return draw.chance(0.5)
        ? draw.chance(0.8) ? draw.between(100, 999) : draw.between(12, 99)
        : draw.chance(0.85) ? draw.between(1000, 9999) : draw.between(10_000, 29_999);
  }

  private static String written(Draw draw, int amount) {
    String amountText = String.format(Locale.ROOT, "%,d", amount);
    return draw.of("$%s", "%s euros", "%s dollars", "EUR %s", "%s").formatted(amountText);
  }

  private static String say(Draw draw, Wordings wordings, String what, String x) {
    return draw.from(wordings.usual().get(what)).replace("{x}", x);
  }
}
