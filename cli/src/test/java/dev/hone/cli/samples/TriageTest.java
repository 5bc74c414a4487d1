package dev.hone.cli.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.cli.samples.Ticket.Category;
import dev.hone.cli.samples.Ticket.Region;
import dev.hone.cli.samples.Ticket.Tier;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class TriageTest {
  private static Ticket ticket(Category category, Tier tier, int amount, boolean outage) {
    return new Ticket(category, tier, Region.EU, amount, outage, false, "ORD-0420", "w", "text");
  }

  @Test
  void comparesAmountsByMagnitude() {
    Ticket small = ticket(Category.BILLING, Tier.BASIC, 999, false);
    Ticket large = ticket(Category.BILLING, Tier.BASIC, 1000, false);

    assertThat(Triage.truth(small))
        .isEqualTo(
            "{\"category\":\"billing\",\"priority\":\"P3\",\"team\":\"ledger-eu\",\"order\":\"ORD-0420\"}");
    assertThat(Triage.truth(large)).contains("\"P2\"");
    assertThat(Triage.part(small)).isEqualTo("conditional"); // the EU's teams
  }

  @Test
  void goldOutageComesFirst() {
    assertThat(Triage.truth(ticket(Category.ACCOUNT, Tier.GOLD, 0, true))).contains("\"P1\"");
    assertThat(Triage.truth(ticket(Category.ACCOUNT, Tier.PLUS, 0, true))).contains("\"P2\"");
  }

  @Test
  void goldCancellationIsTheSystematicSlip() {
    Ticket ticket = ticket(Category.CANCELLATION, Tier.GOLD, 0, false);

    assertThat(Triage.part(ticket)).isEqualTo("systematic");
    assertThat(Triage.truth(ticket)).contains("concierge");
    assertThat(Triage.answer(ticket, EnumSet.of(Triage.Step.GOLD_CANCELLATION)))
        .contains("retention");
  }

  @Test
  void lawyersGetTheSecondForm() {
    Ticket ticket =
        new Ticket(Category.DELIVERY, Tier.GOLD, Region.US, 0, false, true, null, "w", "text");

    assertThat(Triage.truth(ticket)).isEqualTo("LEGAL {\"category\":\"delivery\",\"order\":null}");
  }
}
