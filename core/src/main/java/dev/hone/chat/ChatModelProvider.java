package dev.hone.chat;

/**
 * Opens the models of one URI scheme. Found by {@link java.util.ServiceLoader}; has a public
 * no-argument constructor.
 */
public interface ChatModelProvider {
  /** The scheme served: {@code local}, {@code openai}, {@code scripted}, ... */
  String scheme();

  /** Opens the model; the caller closes it. */
  ChatModel open(ModelUri uri);

  /** Whether its answers cost money, so that they are bought through a ledger. */
  default boolean paid() {
    return false;
  }
}
