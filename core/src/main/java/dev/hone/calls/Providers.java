package dev.hone.calls;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who answered, told from where the request went. */
final class Providers {
  static final String UNKNOWN = "unknown";

  private static final Map<String, String> BY_HOST = new LinkedHashMap<>();

  static {
    // Longer names first where one contains another: Azure's hosts end in openai.azure.com.
    BY_HOST.put("azure.com", "azure");
    BY_HOST.put("openai.com", "openai");
    BY_HOST.put("anthropic.com", "anthropic");
    BY_HOST.put("databricks", "databricks");
    BY_HOST.put("groq.com", "groq");
    BY_HOST.put("mistral.ai", "mistral");
    BY_HOST.put("deepseek.com", "deepseek");
    BY_HOST.put("cerebras.ai", "cerebras");
    BY_HOST.put("openrouter.ai", "openrouter");
    BY_HOST.put("googleapis.com", "google");
    BY_HOST.put("snowflakecomputing.com", "snowflake");
    BY_HOST.put("huggingface.co", "huggingface");
    BY_HOST.put("together", "together");
    BY_HOST.put("fireworks.ai", "fireworks");
    BY_HOST.put("crusoecloud.com", "crusoe");
    BY_HOST.put("ollama.com", "ollama");
    BY_HOST.put(":11434", "ollama"); // its port on one's own machine
    BY_HOST.put("z.ai", "zai");
    BY_HOST.put("x.ai", "xai");
    BY_HOST.put("cohere.", "cohere");
    BY_HOST.put("api.aws", "bedrock");
    BY_HOST.put("amazonaws.com", "bedrock");
  }

  private Providers() {}

  static String of(@Nullable String host, @Nullable String path) {
    if (host == null) {
      return UNKNOWN;
    }
    for (Map.Entry<String, String> entry : BY_HOST.entrySet()) {
      if (host.contains(entry.getKey())) {
        return entry.getValue();
      }
    }
    // A proxy on one's own machine usually names its target first.
    if (path != null) {
      for (String provider : BY_HOST.values()) {
        if (path.startsWith("/" + provider + "/")) {
          return provider;
        }
      }
    }
    return UNKNOWN;
  }
}
