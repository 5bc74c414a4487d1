package dev.hone.cli.report;

/**
 * What an hour of a machine costs.
 *
 * @param name the machine, so that the reader can check the price
 * @param usdPerHour list price on demand
 * @param asOf the date of the price, or "given by hand"
 */
public record MachinePrice(String name, double usdPerHour, String asOf) {
  /** Two cores and memory enough for a small model; whoever runs on another machine names it. */
  public static final MachinePrice LISTED =
      new MachinePrice(
          "AWS m7a.large (2 vCPU, 8 GiB), us-east-1, on demand", 0.11592, "2025-12-01");

  public MachinePrice {
    if (!(usdPerHour >= 0)) {
      throw new IllegalArgumentException(
          "Invalid price of machine " + name + ": " + usdPerHour + " USD an hour. Use 0 or more.");
    }
  }

  public double cost(double seconds) {
    return seconds / 3600 * usdPerHour;
  }
}
