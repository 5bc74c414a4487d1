package dev.hone.providers;

import dev.hone.chat.ChatModel;
import dev.hone.chat.ModelUri;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Serves {@code azure:DEPLOYMENT}. The connection {@code azure} must say where: {@code
 * https://RESOURCE.openai.azure.com/openai/v1}; or, with the option {@code api_version}, {@code
 * https://RESOURCE.openai.azure.com/openai} of the older API. Without a key of its own the key
 * comes from the environment variable AZURE_OPENAI_API_KEY.
 */
public final class AzureModels implements HttpProvider {
  private static final String KEY = "AZURE_OPENAI_API_KEY";
  private static final Map.Entry<String, String> HEADER = Map.entry("api-key", "");

  @Override
  public String scheme() {
    return "azure";
  }

  @Override
  public ChatModel open(ModelUri uri, Connection connection, KeySource keys, CallGate gate) {
    ModelAddress model = ModelAddress.of(uri, connection);
    if (connection.baseUrl() == null) {
      throw new IllegalArgumentException(
          "Cannot open '"
              + uri
              + "': connection '"
              + connection.name()
              + "' has no address. Define it with Connections.define(Connection.named(\"azure\")"
              + ".at(\"https://RESOURCE.openai.azure.com/openai/v1\")..).");
    }
    String version = uri.options().get("api_version");
    String path =
        version == null
            ? "/chat/completions"
            : "/deployments/"
                + URLEncoder.encode(uri.name(), StandardCharsets.UTF_8)
                + "/chat/completions?api-version="
                + URLEncoder.encode(version, StandardCharsets.UTF_8);
    return ModelAddress.open(
        connection.baseUrl(),
        uri.name(),
        new ChatCompletions(path, ChatCompletions.Spelling.OPENAI, HEADER),
        model.neededKey(KEY, keys),
        model.connection(),
        gate);
  }
}
