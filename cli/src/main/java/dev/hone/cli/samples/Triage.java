package dev.hone.cli.samples;

import dev.hone.cli.samples.Ticket.Category;
import dev.hone.cli.samples.Ticket.Region;
import dev.hone.cli.samples.Ticket.Tier;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** The desk's policy, carried out with some of its steps forgotten or none. */
final class Triage {
  static final int AMOUNT_THRESHOLD = 1000;

  /** A step that the logged model may forget. */
  enum Step {
    OUTAGE,
    GOLD_OUTAGE,
    AMOUNT,
    EUROPE,
    ORDER,
    LEGAL,
    GOLD_CANCELLATION
  }

  static final Set<Step> NONE = EnumSet.noneOf(Step.class);

  private Triage() {}

  /** What the policy says. */
  static String truth(Ticket ticket) {
    return answer(ticket, NONE);
  }

  static String answer(Ticket ticket, Set<Step> forgotten) {
    String category = ticket.category().word();
    String order =
        ticket.order() == null || forgotten.contains(Step.ORDER)
            ? "null"
            : "\"" + ticket.order() + "\"";
    if (ticket.legal() && !forgotten.contains(Step.LEGAL)) {
      return "LEGAL {\"category\":\"%s\",\"order\":%s}".formatted(category, order);
    }
    return "{\"category\":\"%s\",\"priority\":\"%s\",\"team\":\"%s\",\"order\":%s}"
        .formatted(category, priority(ticket, forgotten), team(ticket, forgotten), order);
  }

  private static String priority(Ticket ticket, Set<Step> forgotten) {
    if (ticket.outage() && !forgotten.contains(Step.OUTAGE)) {
      return ticket.tier() == Tier.GOLD && !forgotten.contains(Step.GOLD_OUTAGE) ? "P1" : "P2";
    }
    return ticket.amount() >= AMOUNT_THRESHOLD && !forgotten.contains(Step.AMOUNT) ? "P2" : "P3";
  }

  private static String team(Ticket ticket, Set<Step> forgotten) {
    boolean europe = ticket.region() == Region.EU && !forgotten.contains(Step.EUROPE);
    return switch (ticket.category()) {
      case BILLING -> europe ? "ledger-eu" : "ledger";
      case DELIVERY -> europe ? "carrier-eu" : "carrier";
      case TECHNICAL -> "platform";
      case ACCOUNT -> "identity";
      case CANCELLATION ->
          ticket.tier() == Tier.GOLD && !forgotten.contains(Step.GOLD_CANCELLATION)
              ? "concierge"
              : "retention";
    };
  }

  /** The condition that the logged model mishandles every time. */
  static boolean systematic(Ticket ticket) {
    return ticket.category() == Category.CANCELLATION
        && ticket.tier() == Tier.GOLD
        && !ticket.legal();
  }

  /** Which part of the score a ticket counts in. */
  static String part(Ticket ticket) {
    if (systematic(ticket)) {
      return "systematic";
    }
    for (Step step : Step.values()) {
      if (step != Step.ORDER && !truth(ticket).equals(answer(ticket, EnumSet.of(step)))) {
        return "conditional";
      }
    }
    return "plain";
  }

  static String word(Step step) {
    return step.name().toLowerCase(Locale.ROOT);
  }
}
