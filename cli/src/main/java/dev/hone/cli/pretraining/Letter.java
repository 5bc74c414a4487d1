package dev.hone.cli.pretraining;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A customer's letter: what it says, and one wording of it.
 *
 * @param topic a name of {@link Phrases#TOPICS}
 * @param tier the plan it names, or null
 * @param region the region it names, or null
 * @param amount the amount it names, or 0 where it names none
 * @param outage whether everybody is said to be affected
 * @param legal whether it threatens with the law
 * @param id the id that counts, or null; other ids in the text have other prefixes
 */
record Letter(
    String topic,
    @Nullable String tier,
    @Nullable String region,
    int amount,
    boolean outage,
    boolean legal,
    @Nullable String id,
    String text) {

  /** What letters to one desk have in common. */
  record Desk(List<String> topics, List<String> tiers, List<String> regions, String prefix) {
    static Desk draw(Draw draw) {
      return new Desk(
          draw.some(Phrases.TOPICS.names(), draw.between(3, 6)),
          draw.words("tier", 3),
          draw.words("region", 3),
          draw.word("prefix"));
    }
  }

  static Letter draw(Draw draw, Desk desk) {
    String topic = draw.from(desk.topics());
    String tier = draw.chance(0.75) ? draw.from(desk.tiers()) : null;
    String region = draw.chance(0.75) ? draw.from(desk.regions()) : null;
    int amount = draw.chance(0.6) ? draw.amount() : 0;
    boolean outage = draw.chance(0.25);
    boolean legal = draw.chance(0.15);
    String id = draw.chance(0.8) ? desk.prefix() + "-" + draw.digits(draw.of(3, 4, 4, 4, 5)) : null;
    List<String> parts = new ArrayList<>();
    parts.add(Phrases.TOPICS.say(draw, topic, ""));
    if (tier != null && region != null && draw.chance(0.35)) { // a header instead of sentences
      String header = draw.of("%s, %s", "[%s/%s]", "%s / %s", "(%s, %s)", "%s - %s", "%s; %s");
      parts.add(draw.chance(0.5) ? header.formatted(tier, region) : header.formatted(region, tier));
    } else {
      if (tier != null) {
        parts.add(say(draw, "tier", tier));
      }
      if (region != null) {
        parts.add(say(draw, "region", region));
      }
    }
    if (amount > 0) {
      parts.add(say(draw, "amount", draw.chance(0.15) ? grouped(amount) : "" + amount));
    }
    if (outage) {
      parts.add(say(draw, "outage", ""));
    } else if (draw.chance(0.25)) {
      parts.add(say(draw, "calm", ""));
    }
    if (legal) {
      parts.add(say(draw, "legal", ""));
    }
    if (id != null) {
      parts.add(say(draw, "main", id));
    }
    if (draw.chance(0.5)) {
      parts.add(say(draw, "other", otherId(draw, desk.prefix())));
    }
    if (draw.chance(0.3)) {
      parts.add(say(draw, "filler", ""));
    }
    String name = draw.word("first") + (draw.chance(0.5) ? " " + draw.word("last") : "");
    String text = layOut(draw, draw.chance(0.7) ? draw.shuffled(parts) : parts, name);
    return new Letter(topic, tier, region, amount, outage, legal, id, text);
  }

  private static String say(Draw draw, String what, String x) {
    return Phrases.SENTENCES.say(draw, what, x);
  }

  private static String otherId(Draw draw, String prefix) {
    String other = draw.word("prefix");
    return (other.equals(prefix) ? "ZZ" : other) + "-" + draw.digits(draw.between(3, 6));
  }

  private static String grouped(int amount) {
    return amount < 1000
        ? "" + amount
        : amount / 1000 + "," + String.format(java.util.Locale.ROOT, "%03d", amount % 1000);
  }

  private static String layOut(Draw draw, List<String> parts, String name) {
    int style = draw.between(0, 4);
    if (style == 0) { // notes, in one line
      return String.join(draw.of(", ", "; ", " / ", " - "), parts);
    }
    if (style == 1) { // a form, line by line
      return String.join("\n", parts) + (draw.chance(0.5) ? "\nfrom: " + name : "");
    }
    if (style == 2) { // somebody else reports
      String opening =
          draw.of("%s says: ", "Message of %s: ", "%s: ", "Note from %s. ", "%s (mail): ");
      return opening.formatted(name) + sentences(parts);
    }
    StringBuilder text = new StringBuilder();
    if (draw.chance(0.5)) {
      text.append(Phrases.SENTENCES.say(draw, "hello", "")).append(draw.of(", ", "! ", ".\n"));
    }
    text.append(sentences(parts));
    if (draw.chance(0.5)) {
      return text.append(draw.of(" ", "\n"))
          .append(Phrases.SENTENCES.say(draw, "bye", name))
          .toString();
    }
    return text.toString();
  }

  private static String sentences(List<String> parts) {
    StringBuilder text = new StringBuilder();
    for (String part : parts) {
      text.append(text.length() > 0 ? " " : "");
      text.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1)).append('.');
    }
    return text.toString();
  }
}
