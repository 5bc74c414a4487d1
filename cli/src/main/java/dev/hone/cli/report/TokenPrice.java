package dev.hone.cli.report;

import dev.hone.calls.Price;

/**
 * A model's price.
 *
 * @param model the name it goes by
 * @param inputPerMillion USD a million tokens read
 * @param outputPerMillion USD a million tokens written
 * @param asOf the date and place of the list or table, or "given by hand"
 */
public record TokenPrice(
    String model, double inputPerMillion, double outputPerMillion, String asOf) {
  public TokenPrice {
    if (!(inputPerMillion >= 0) || !(outputPerMillion >= 0)) {
      throw new IllegalArgumentException(
          "Invalid price of "
              + model
              + ": "
              + inputPerMillion
              + " and "
              + outputPerMillion
              + " USD per million tokens. Use 0 or more.");
    }
  }

  public double cost(double inputTokens, double outputTokens) {
    return (inputTokens * inputPerMillion + outputTokens * outputPerMillion) / 1e6;
  }

  /** A price of the table that ships, or of the user's. */
  public static TokenPrice of(Price listed) {
    return new TokenPrice(
        listed.model(), listed.input(), listed.output(), listed.asOf() + ", " + listed.where());
  }
}
