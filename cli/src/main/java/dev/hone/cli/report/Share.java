package dev.hone.cli.report;

/**
 * A counted share with its 95% interval (Wilson's).
 *
 * @param right how many held
 * @param of how many there were (&gt; 0)
 * @param share right / of
 * @param low the interval's lower end, in [0, 1]
 * @param high its upper end, in [0, 1]
 */
public record Share(long right, long of, double share, double low, double high) {
  private static final double Z_95 = 1.959963984540054;

  public static Share of(long right, long of) {
    if (of <= 0 || right < 0 || right > of) {
      throw new IllegalArgumentException("Invalid share: " + right + " of " + of + ".");
    }
    double share = (double) right / of;
    double z2 = Z_95 * Z_95;
    double centre = (share + z2 / (2 * of)) / (1 + z2 / of);
    double half = Z_95 * Math.sqrt(share * (1 - share) / of + z2 / (4.0 * of * of)) / (1 + z2 / of);
    return new Share(right, of, share, Math.max(0, centre - half), Math.min(1, centre + half));
  }
}
