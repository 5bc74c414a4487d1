package dev.hone.providers;

import dev.hone.chat.ChatModel;
import dev.hone.chat.ModelUri;

/**
 * Serves {@code openai:NAME}, and by the nested classes {@code openai+https://HOST/v1#NAME} and, on
 * one's own machine or network, {@code openai+http://HOST:PORT/v1#NAME} for any server of the same
 * API. The connection {@code openai}, or the one that the option {@code connection} names, says
 * where and how fast; without one the key comes from the environment variable OPENAI_API_KEY.
 * Options: {@code key_env} names another variable, {@code timeout_seconds} is how long one answer
 * may take, and {@code api=responses} asks by the Responses API.
 */
public final class OpenAiModels implements HttpProvider {
  static final String KEY = "OPENAI_API_KEY";
  private static final String HOME = "https://api.openai.com/v1";

  @Override
  public String scheme() {
    return "openai";
  }

  @Override
  public ChatModel open(ModelUri uri, Connection connection, KeySource keys, CallGate gate) {
    ModelAddress model = ModelAddress.of(uri, connection);
    ApiKey key = connection.baseUrl() == null ? model.neededKey(KEY, keys) : model.key(KEY, keys);
    return ModelAddress.open(
        model.base(HOME), uri.name(), api(uri, chat(connection)), key, model.connection(), gate);
  }

  @Override
  public BatchService batches(ModelUri uri, Connection connection, KeySource keys) {
    ModelAddress model = ModelAddress.of(uri, connection);
    ApiKey key = connection.baseUrl() == null ? model.neededKey(KEY, keys) : model.key(KEY, keys);
    ChatApi api = api(uri, chat(connection));
    String base = model.base(HOME);
    return OpenAiBatches.of(
        ModelAddress.server(base, uri.name(), api, key, model.connection()), base, api);
  }

  private static ChatCompletions chat(Connection connection) {
    return connection.baseUrl() == null ? ChatCompletions.openAi() : ChatCompletions.compatible();
  }

  private static ChatApi api(ModelUri uri, ChatCompletions chat) {
    String api = uri.options().getOrDefault("api", "chat");
    return switch (api) {
      case "chat" -> chat;
      case "responses" -> new Responses();
      default ->
          throw new IllegalArgumentException(
              "Invalid api '" + api + "' of a model. Use chat or responses.");
    };
  }

  private static ChatModel openAt(
      String transport, ModelUri uri, Connection connection, KeySource keys, CallGate gate) {
    ModelAddress address = ModelAddress.of(uri, connection);
    ModelAddress.Named named = address.named("openai", transport);
    return ModelAddress.open(
        named.base().toString(),
        named.model(),
        api(uri, ChatCompletions.compatible()),
        address.key(KEY, keys),
        named.connection(),
        gate);
  }

  private static BatchService batchesAt(
      String transport, ModelUri uri, Connection connection, KeySource keys) {
    ModelAddress address = ModelAddress.of(uri, connection);
    ModelAddress.Named named = address.named("openai", transport);
    ChatApi api = api(uri, ChatCompletions.compatible());
    String base = named.base().toString();
    return OpenAiBatches.of(
        ModelAddress.server(base, named.model(), api, address.key(KEY, keys), named.connection()),
        base,
        api);
  }

  /** Serves {@code openai+https}. */
  public static final class OverHttps implements HttpProvider {
    @Override
    public String scheme() {
      return "openai+https";
    }

    @Override
    public ChatModel open(ModelUri uri, Connection connection, KeySource keys, CallGate gate) {
      return openAt("https", uri, connection, keys, gate);
    }

    @Override
    public BatchService batches(ModelUri uri, Connection connection, KeySource keys) {
      return batchesAt("https", uri, connection, keys);
    }
  }

  /** Serves {@code openai+http}. */
  public static final class OverHttp implements HttpProvider {
    @Override
    public String scheme() {
      return "openai+http";
    }

    @Override
    public ChatModel open(ModelUri uri, Connection connection, KeySource keys, CallGate gate) {
      return openAt("http", uri, connection, keys, gate);
    }

    @Override
    public BatchService batches(ModelUri uri, Connection connection, KeySource keys) {
      return batchesAt("http", uri, connection, keys);
    }
  }
}
