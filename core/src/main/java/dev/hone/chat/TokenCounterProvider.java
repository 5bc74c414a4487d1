package dev.hone.chat;

/**
 * Opens the token counters of one URI scheme. Found by {@link java.util.ServiceLoader}; has a
 * public no-argument constructor.
 */
public interface TokenCounterProvider {
  /** The scheme served, as {@link ChatModelProvider#scheme} names it. */
  String scheme();

  /** Opens the counter; the caller closes it. */
  TokenCounter open(ModelUri uri);
}
