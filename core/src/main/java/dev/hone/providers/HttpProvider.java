package dev.hone.providers;

import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatModelProvider;
import dev.hone.chat.ModelUri;

/** Opens models behind somebody's HTTP API, which cost money. */
public interface HttpProvider extends ChatModelProvider {
  /**
   * Opens the model over a connection; the caller closes it.
   *
   * @param keys where the connection's key is looked up
   * @param gate what every request passes
   * @throws IllegalArgumentException if the model's name, its options or the key cannot work
   */
  ChatModel open(ModelUri uri, Connection connection, KeySource keys, CallGate gate);

  /**
   * The batch API that the model is asked by where its name says {@code batch=}.
   *
   * @param keys where the connection's key is looked up
   * @throws IllegalArgumentException if the provider has none that Hone speaks, or as {@link #open}
   */
  default BatchService batches(ModelUri uri, Connection connection, KeySource keys) {
    throw new IllegalArgumentException(
        "Cannot ask '"
            + uri
            + "' by batch: Hone speaks the batch APIs of openai: and anthropic: models. Leave the"
            + " option batch out.");
  }

  @Override
  default ChatModel open(ModelUri uri) {
    Connection connection = Connections.of(uri);
    return open(uri, connection, Connections.keys(), PacedGate.of(connection));
  }

  @Override
  default boolean paid() {
    return true;
  }
}
