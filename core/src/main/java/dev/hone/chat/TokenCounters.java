package dev.hone.chat;

import java.util.ServiceLoader;
import java.util.TreeSet;

/** Opens token counters by the model's name. */
public final class TokenCounters {
  private TokenCounters() {}

  /**
   * Opens a counter; the caller closes it.
   *
   * @throws IllegalArgumentException if no provider serves the scheme, with those that are there
   */
  public static TokenCounter open(ModelUri uri) {
    TreeSet<String> schemes = new TreeSet<>();
    // The interface's own loader, not the thread's: a cluster library lives in a child loader.
    for (TokenCounterProvider provider :
        ServiceLoader.load(
            TokenCounterProvider.class, TokenCounterProvider.class.getClassLoader())) {
      if (provider.scheme().equals(uri.scheme())) {
        return provider.open(uri);
      }
      schemes.add(provider.scheme());
    }
    throw new IllegalArgumentException(
        "Cannot count tokens of '"
            + uri
            + "': tokenizers are here for the schemes "
            + schemes
            + ".");
  }
}
