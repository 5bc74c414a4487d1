package dev.hone.chat;

import java.util.ServiceLoader;
import java.util.TreeSet;

/** Opens models by name. */
public final class ChatModels {
  private ChatModels() {}

  /**
   * Opens a model; the caller closes it.
   *
   * @throws IllegalArgumentException if no provider serves the scheme, with those that are there
   */
  public static ChatModel open(ModelUri uri) {
    return provider(uri).open(uri);
  }

  /**
   * Who opens a model.
   *
   * @throws IllegalArgumentException if no provider serves the scheme, with those that are there
   */
  public static ChatModelProvider provider(ModelUri uri) {
    TreeSet<String> schemes = new TreeSet<>();
    // The interface's own loader, not the thread's: a cluster library lives in a child loader.
    for (ChatModelProvider provider :
        ServiceLoader.load(ChatModelProvider.class, ChatModelProvider.class.getClassLoader())) {
      if (provider.scheme().equals(uri.scheme())) {
        return provider;
      }
      schemes.add(provider.scheme());
    }
    throw new IllegalArgumentException(
        "Unknown model scheme '"
            + uri.scheme()
            + "' in '"
            + uri
            + "'. Known here: "
            + schemes
            + ".");
  }
}
