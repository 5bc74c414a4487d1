package dev.hone.cli.review;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Names that nobody can guess and that tell nothing of what they name. */
final class Tokens {
  private static final int BYTES = 16;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Tokens() {}

  /** 32 hexadecimal digits. */
  static String next() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
