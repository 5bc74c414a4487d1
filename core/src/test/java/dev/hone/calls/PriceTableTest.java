package dev.hone.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.hone.chat.Usage;
import java.util.List;
import org.junit.jupiter.api.Test;

class PriceTableTest {
  private static final String HEADER = "model,input,cached_input,cache_write,output,as_of,where\n";
  private final PriceTable prices = PriceTable.listPrices();

  @Test
  void knowsAModelByItsReleaseAndItsReseller() {
    for (String name :
        new String[] {
          "gpt-4.1-mini", "gpt-4.1-mini-2025-04-14", "openai/gpt-4.1-mini", "GPT-4.1-mini"
        }) {
      assertThat(prices.price(name)).as(name).map(Price::output).contains(1.60);
    }
    assertThat(prices.price("claude-sonnet-4-5-20250929")).map(Price::input).contains(3.0);
    assertThat(prices.price("claude-3-5-haiku-latest")).map(Price::input).contains(0.8);
    assertThat(prices.asOf()).isPresent();
  }

  @Test
  void anUnknownModelHasNoCost() {
    Usage usage = Usage.of(10, 10);
    assertThat(prices.cost("gpt-4o-audio-preview", usage)).isNull();
    assertThat(prices.cost("my-own-model", usage)).isNull();
    assertThat(prices.cost(null, usage)).isNull();
    assertThat(prices.cost("gpt-4o", null)).isNull();
  }

  @Test
  void countsCachedTokensAtTheirOwnPrice() {
    assertThat(prices.cost("gpt-4.1", Usage.of(1_000_000, 500_000))).isEqualTo(6.0);
    Usage cached = new Usage(1_000_000, 0, 400_000, 100_000, 0);
    assertThat(prices.cost("claude-sonnet-4-5", cached))
        .isCloseTo(0.5 * 3 + 0.4 * 0.3 + 0.1 * 3.75, within(1e-9));
    assertThat(prices.cost("gpt-4-turbo", cached)).isEqualTo(10.0);
  }

  @Test
  void aFileOverridesAndAdds() {
    PriceTable own =
        PriceTable.parse("own.csv", "# ours\n" + HEADER + "gpt-4o,1,,,2,2026-01-31,our contract\n");
    PriceTable both = prices.overriddenBy(own);
    assertThat(both.cost("gpt-4o", Usage.of(1_000_000, 0))).isEqualTo(1.0);
    assertThat(both.cost("gpt-4.1", Usage.of(1_000_000, 0))).isEqualTo(2.0);
    PriceTable rows =
        PriceTable.of("t", List.of(List.of("gpt-4o", "1", "", "", "2", "2026-01-31", "ours, now")));
    assertThat(rows.price("gpt-4o").map(Price::where)).contains("ours, now");
  }

  @Test
  void refusesBrokenFilesByLine() {
    assertThatThrownBy(() -> PriceTable.parse("p.csv", "a,b\n"))
        .hasMessageStartingWith("Invalid prices in p.csv: the first line must be 'model,input");
    assertThatThrownBy(() -> PriceTable.parse("p.csv", HEADER + "m,1,2\n"))
        .hasMessage("Invalid prices in p.csv, line 2: 3 columns; it needs 7.");
    assertThatThrownBy(() -> PriceTable.parse("p.csv", HEADER + "m,x,,,2,2026-01-31,w\n"))
        .hasMessageStartingWith("Invalid prices in p.csv, line 2: ");
    assertThatThrownBy(() -> PriceTable.parse("p.csv", HEADER + "m,-1,,,2,2026-01-31,w\n"))
        .hasMessageContaining("below zero");
    assertThatThrownBy(
            () -> PriceTable.of("t", List.of(List.of("m", "1", "", "", "", "2026-01-31", "w"))))
        .hasMessageStartingWith("Invalid prices in t, model 'm': ");
  }
}
