package dev.hone.providers;

import dev.hone.chat.ChatModel;
import dev.hone.chat.ModelUri;

/**
 * Serves {@code anthropic:NAME} by Anthropic's Messages API. The connection {@code anthropic}, or
 * the one that the option {@code connection} names, says where and how fast; without one the key
 * comes from the environment variable ANTHROPIC_API_KEY.
 */
public final class AnthropicModels implements HttpProvider {
  private static final String KEY = "ANTHROPIC_API_KEY";
  private static final String HOME = "https://api.anthropic.com/v1";

  @Override
  public String scheme() {
    return "anthropic";
  }

  @Override
  public ChatModel open(ModelUri uri, Connection connection, KeySource keys, CallGate gate) {
    ModelAddress model = ModelAddress.of(uri, connection);
    return ModelAddress.open(
        model.base(HOME),
        uri.name(),
        new Messages(),
        model.neededKey(KEY, keys),
        model.connection(),
        gate);
  }

  @Override
  public BatchService batches(ModelUri uri, Connection connection, KeySource keys) {
    ModelAddress model = ModelAddress.of(uri, connection);
    String base = model.base(HOME);
    ChatApi api = new Messages();
    Server server =
        ModelAddress.server(base, uri.name(), api, model.neededKey(KEY, keys), model.connection());
    return new AnthropicBatches(new Exchange(server, base), api);
  }
}
