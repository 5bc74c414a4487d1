package dev.hone.providers;

import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatModelProvider;
import dev.hone.chat.ModelUri;
import java.net.URI;
import java.util.Set;

/**
 * Serves {@code openai:NAME}, and by the nested classes {@code openai+https://HOST/v1#NAME} and, on
 * one's own machine or network, {@code openai+http://HOST:PORT/v1#NAME} for any server of the same
 * API. The key comes from the environment variable OPENAI_API_KEY, or from the one that the option
 * {@code key_env} names; it is never part of a model's name. Option {@code timeout_seconds} sets
 * how long one answer may take.
 */
public final class OpenAiModels implements ChatModelProvider {
  private static final String KEY = "OPENAI_API_KEY";
  private static final String HOME = "https://api.openai.com/v1";
  private static final Set<String> OPTIONS = Set.of("key_env", "timeout_seconds");

  @Override
  public String scheme() {
    return "openai";
  }

  @Override
  public ChatModel open(ModelUri uri) {
    ApiKey key = key(uri);
    if (!key.isSet()) {
      throw new IllegalArgumentException(
          "Cannot open '"
              + uri
              + "': no key. Set the environment variable "
              + key.variable()
              + ".");
    }
    return new OpenAiModel(
        URI.create(HOME), uri.name(), key, timeoutSeconds(uri), OpenAiModel.Spelling.OPENAI);
  }

  /** Serves {@code openai+https}. */
  public static final class OverHttps implements ChatModelProvider {
    @Override
    public String scheme() {
      return "openai+https";
    }

    @Override
    public ChatModel open(ModelUri uri) {
      return openAt("https", uri, key(uri));
    }
  }

  /** Serves {@code openai+http}; a key goes over it to one's own machine only. */
  public static final class OverHttp implements ChatModelProvider {
    private static final Set<String> OWN_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    @Override
    public String scheme() {
      return "openai+http";
    }

    @Override
    public ChatModel open(ModelUri uri) {
      boolean own = OWN_MACHINE.contains(String.valueOf(address("http", uri).getHost()));
      ApiKey none = ApiKey.fromEnvironment(KEY, variable -> null);
      return openAt("http", uri, own ? key(uri) : none);
    }
  }

  private static ChatModel openAt(String transport, ModelUri uri, ApiKey key) {
    URI address = address(transport, uri);
    URI base = URI.create(transport + "://" + address.getRawAuthority() + address.getRawPath());
    return new OpenAiModel(
        base, address.getFragment(), key, timeoutSeconds(uri), OpenAiModel.Spelling.COMPATIBLE);
  }

  private static URI address(String transport, ModelUri uri) {
    try {
      URI address = URI.create(transport + ":" + uri.name());
      if (address.getHost() != null
          && address.getUserInfo() == null
          && address.getFragment() != null
          && !address.getFragment().isEmpty()) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      // told below, in the words of the model's name
    }
    throw new IllegalArgumentException(
        "Invalid model '"
            + uri.scheme()
            + ":...': write openai+"
            + transport
            + "://HOST/v1#MODEL, without user or key.");
  }

  private static ApiKey key(ModelUri uri) {
    for (String option : uri.options().keySet()) {
      if (!OPTIONS.contains(option)) {
        throw new IllegalArgumentException(
            "Unknown option '" + option + "' of a model; known are key_env and timeout_seconds.");
      }
    }
    return ApiKey.fromEnvironment(uri.options().getOrDefault("key_env", KEY), System::getenv);
  }

  private static int timeoutSeconds(ModelUri uri) {
    String text = uri.options().get("timeout_seconds");
    if (text == null) {
      return OpenAiModel.DEFAULT_TIMEOUT_SECONDS;
    }
    try {
      int seconds = Integer.parseInt(text);
      if (seconds > 0) {
        return seconds;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        "Invalid timeout_seconds '" + text + "' of a model. Use a whole number above 0.");
  }
}
