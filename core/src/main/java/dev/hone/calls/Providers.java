package dev.hone.calls;

import java.util.LinkedHashMap;
import java.util.Locale;
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
    BY_HOST.put("perplexity.ai", "perplexity");
    BY_HOST.put("nvidia.com", "nvidia");
    BY_HOST.put("deepinfra.com", "deepinfra");
    BY_HOST.put("sambanova.ai", "sambanova");
    BY_HOST.put("moonshot.", "moonshot");
    BY_HOST.put("aliyuncs.com", "alibaba");
    BY_HOST.put("cloudflare.com", "cloudflare");
    BY_HOST.put("cohere.", "cohere");
    BY_HOST.put("api.aws", "bedrock");
    BY_HOST.put("amazonaws.com", "bedrock");
  }

  private Providers() {}

  /** The name that Hone knows a provider by, given the one that a log uses; null for null. */
  static @Nullable String normal(@Nullable String name) {
    if (name == null) {
      return null;
    }
    String lower = name.strip().toLowerCase(Locale.ROOT);
    return switch (lower) {
      case "az.ai.openai",
          "azure.ai.openai",
          "az.ai.inference",
          "azure.ai.inference",
          "azure_openai" ->
          "azure";
      case "aws.bedrock", "aws_bedrock" -> "bedrock";
      case "gcp.vertex_ai", "gcp.gemini", "gcp.gen_ai", "vertex_ai", "gemini" -> "google";
      case "x_ai" -> "xai";
      case "mistral_ai" -> "mistral";
      default -> lower;
    };
  }

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
