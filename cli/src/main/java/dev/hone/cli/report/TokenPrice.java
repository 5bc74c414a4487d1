package dev.hone.cli.report;

import dev.hone.calls.Price;

/**
 * A model's list price.
 *
 * @param model the name it is listed under
 * @param inputPerMillion USD a million tokens read
 * @param outputPerMillion USD a million tokens written
 * @param asOf the date of the list, or "given by hand"
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

  /** A price of the table that ships. */
  public static TokenPrice of(Price listed) {
    return new TokenPrice(
        listed.model(), listed.input(), listed.output(), listed.asOf() + ", " + listed.where());
  }
}
