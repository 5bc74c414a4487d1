package dev.hone.serving.answers;

import dev.hone.chat.ChatModel;
import dev.hone.chat.ModelUri;
import dev.hone.spark.models.ModelPool;
import java.util.HashMap;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;

/**
 * The models that one task asks, leased from this JVM's pool when first asked. Within a Spark task
 * they are given back when the task ends, however it ends; elsewhere by {@link #close}.
 */
final class TaskModels implements AutoCloseable {
  private final Configuration configuration;
  private final Map<String, ModelPool.Lease> leases = new HashMap<>();

  TaskModels(Configuration configuration) {
    this.configuration = configuration;
  }

  /** The model of that name; belongs to the pool, so it is not to be closed. */
  ChatModel model(String name) {
    return leases
        .computeIfAbsent(name, uri -> ModelPool.lease(ModelUri.parse(uri), configuration))
        .model();
  }

  /** How many rows to ask at once, where a batch begins with this one. */
  int batchSize(Ask first) {
    return first.model() == null ? 1 : Math.max(1, model(first.model()).capabilities().batchSize());
  }

  @Override
  public void close() {
    leases.values().forEach(ModelPool.Lease::close);
    leases.clear();
  }
}
