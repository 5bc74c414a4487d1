package dev.hone.cli.run;

import dev.hone.calls.PriceTable;
import dev.hone.chat.Usage;
import dev.hone.cli.report.TokenPrice;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What logged tokens cost.
 *
 * @param listed dated list prices by model
 * @param given the one price that the user gave for all calls, or null
 */
record Prices(PriceTable listed, @Nullable TokenPrice given) {
  /** USD of one call, or null where its model or its tokens are unknown. */
  @Nullable Double cost(@Nullable String model, @Nullable Usage usage) {
    if (given == null || usage == null) {
      return listed.cost(model, usage);
    }
    return given.cost((double) usage.input(), (double) usage.output());
  }

  /** The price that the report names for a model. */
  Optional<TokenPrice> of(@Nullable String model) {
    return given != null ? Optional.of(given) : listed.price(model).map(TokenPrice::of);
  }
}
