package dev.hone.cli.run;

import dev.hone.calls.PriceTable;
import dev.hone.chat.Usage;
import dev.hone.cli.report.TokenPrice;
import dev.hone.spark.ledger.OwnPrices;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What logged tokens cost.
 *
 * @param byModel the list prices, with the session's own over them
 * @param given the one price that the user gave for all calls, or null
 */
record Prices(PriceTable byModel, @Nullable TokenPrice given) {
  static Prices of(RunContext run) {
    return new Prices(OwnPrices.ofSession(run.spark()), run.settings().tokenPrice());
  }

  /** USD of one call, or null where its model or its tokens are unknown. */
  @Nullable Double cost(@Nullable String model, @Nullable Usage usage) {
    if (given == null || usage == null) {
      return byModel.cost(model, usage);
    }
    return given.cost((double) usage.input(), (double) usage.output());
  }

  /** The price that the report names for a model. */
  Optional<TokenPrice> of(@Nullable String model) {
    return given != null ? Optional.of(given) : byModel.price(model).map(TokenPrice::of);
  }
}
