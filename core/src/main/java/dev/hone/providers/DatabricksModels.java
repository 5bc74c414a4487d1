package dev.hone.providers;

import dev.hone.chat.ChatModel;
import dev.hone.chat.ModelUri;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code databricks:ENDPOINT}, a model serving endpoint of a workspace. Without a connection
 * {@code databricks} the workspace comes from the environment variable DATABRICKS_HOST and the
 * token from DATABRICKS_TOKEN; a notebook's own token is {@code secret:notebook/token}.
 */
public final class DatabricksModels implements HttpProvider {
  private static final String KEY = "DATABRICKS_TOKEN";
  private static final String HOST = "DATABRICKS_HOST";

  @Override
  public String scheme() {
    return "databricks";
  }

  @Override
  public ChatModel open(ModelUri uri, Connection connection, KeySource keys, CallGate gate) {
    ModelAddress model = ModelAddress.of(uri, connection);
    String path =
        "/serving-endpoints/"
            + URLEncoder.encode(uri.name(), StandardCharsets.UTF_8)
            + "/invocations";
    return ModelAddress.open(
        workspace(uri, connection, System.getenv(HOST)),
        uri.name(),
        new ChatCompletions(
            path, ChatCompletions.Spelling.COMPATIBLE, Map.entry("Authorization", "Bearer ")),
        model.neededKey(KEY, keys),
        model.connection(),
        gate);
  }

  private static String workspace(ModelUri uri, Connection connection, @Nullable String host) {
    if (connection.baseUrl() != null) {
      return connection.baseUrl();
    }
    if (host == null || host.isBlank()) {
      throw new IllegalArgumentException(
          "Cannot open '"
              + uri
              + "': no workspace. Set "
              + HOST
              + ", or define connection '"
              + connection.name()
              + "' with an address such as https://WORKSPACE.cloud.databricks.com.");
    }
    return host.startsWith("http") ? host : "https://" + host;
  }
}
