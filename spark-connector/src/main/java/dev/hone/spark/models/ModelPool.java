package dev.hone.spark.models;

import dev.hone.HoneException;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatModels;
import dev.hone.chat.ModelUri;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * The open models of this JVM. Tasks lease them; a model is opened once, however many lease it, and
 * the folders that a {@code local:} model names are made local first. A model that nobody leases
 * stays open for the next task, up to {@link #IDLE_MODELS} of them. Safe for use by many threads.
 */
public final class ModelPool {
  /** Models kept open that nobody uses: a base model and the same with an adapter. */
  public static final int IDLE_MODELS = 2;

  private static final ModelPool OF_THIS_JVM = new ModelPool(ChatModels::open);

  private final Function<ModelUri, ChatModel> opener;

  /** By name and content; the one not leased for longest first. Guarded by this. */
  private final Map<String, Entry> entries = new LinkedHashMap<>(8, 0.75f, true);

  ModelPool(Function<ModelUri, ChatModel> opener) {
    this.opener = opener;
  }

  public static ModelPool ofThisJvm() {
    return OF_THIS_JVM;
  }

  /**
   * Leases a model until the running task ends, well or badly; outside of a task the caller closes.
   *
   * @param configuration how to reach the file systems that a {@code local:} model lies on
   */
  public static Lease lease(ModelUri uri, Configuration configuration) {
    Lease lease = OF_THIS_JVM.leaseModel(uri, configuration);
    TaskContext task = TaskContext.get();
    if (task != null) {
      // Not at the end of the iterator: a limit stops before it.
      task.addTaskCompletionListener((TaskCompletionListener) ended -> lease.close());
    }
    return lease;
  }

  Lease leaseModel(ModelUri uri, Configuration configuration) {
    String key = key(uri, configuration);
    Entry entry;
    synchronized (this) {
      entry = entries.computeIfAbsent(key, missing -> new Entry());
      entry.leases++;
    }
    try {
      return new Lease(this, entry, entry.open(() -> opener.apply(local(uri, configuration))));
    } catch (RuntimeException | Error e) {
      release(entry);
      throw e;
    }
  }

  /** Closes every model that nobody leases: before training, say, which wants the memory. */
  public void closeIdle() {
    closeAll(takeIdle(0));
  }

  /** How many models are open or being opened. */
  public synchronized int size() {
    return entries.size();
  }

  private void release(Entry entry) {
    synchronized (this) {
      entry.leases--;
      if (entry.leases == 0 && entry.isEmpty()) {
        entries.values().remove(entry);
      }
    }
    closeAll(takeIdle(IDLE_MODELS));
  }

  private synchronized List<Entry> takeIdle(int keep) {
    List<Entry> idle = new ArrayList<>();
    for (Entry entry : entries.values()) {
      if (entry.leases == 0) {
        idle.add(entry);
      }
    }
    List<Entry> taken = idle.subList(0, Math.max(0, idle.size() - keep));
    entries.values().removeAll(taken);
    return taken;
  }

  private static void closeAll(List<Entry> entries) {
    for (Entry entry : entries) {
      entry.close();
    }
  }

  /** A model whose files changed is another model, even under the same name. */
  private static String key(ModelUri uri, Configuration configuration) {
    StringBuilder key = new StringBuilder(uri.toString());
    for (String folder : folders(uri)) {
      key.append('\n').append(LocalFiles.fingerprint(folder, configuration));
    }
    return key.toString();
  }

  private static ModelUri local(ModelUri uri, Configuration configuration) {
    if (!uri.scheme().equals("local")) {
      return uri;
    }
    ModelUri local =
        new ModelUri(
            uri.scheme(), LocalFiles.fetch(uri.name(), configuration).toString(), uri.options());
    String adapter = uri.options().get("adapter");
    return adapter == null
        ? local
        : local.with("adapter", LocalFiles.fetch(adapter, configuration).toString());
  }

  private static List<String> folders(ModelUri uri) {
    if (!uri.scheme().equals("local")) {
      return List.of();
    }
    String adapter = uri.options().get("adapter");
    return adapter == null ? List.of(uri.name()) : List.of(uri.name(), adapter);
  }

  /** A model of the pool and how many use it. {@code leases} is guarded by the pool. */
  private static final class Entry {
    private int leases;
    private @Nullable ChatModel model;

    /** Opening holds only this entry, so that other models can be leased meanwhile. */
    synchronized ChatModel open(java.util.function.Supplier<ChatModel> supplier) {
      if (model == null) {
        model = supplier.get();
      }
      return model;
    }

    synchronized boolean isEmpty() {
      return model == null;
    }

    synchronized void close() {
      if (model != null) {
        model.close();
        model = null;
      }
    }
  }

  /** The use of a model for a while. Closing twice is harmless. */
  public static final class Lease implements AutoCloseable {
    private final ModelPool pool;
    private final Entry entry;
    private final ChatModel model;
    private boolean closed;

    private Lease(ModelPool pool, Entry entry, ChatModel model) {
      this.pool = pool;
      this.entry = entry;
      this.model = model;
    }

    /** The model; do not close it. */
    public synchronized ChatModel model() {
      if (closed) {
        throw new HoneException("This lease of a model is closed; lease the model again.");
      }
      return model;
    }

    @Override
    public synchronized void close() {
      if (!closed) {
        closed = true;
        pool.release(entry);
      }
    }
  }
}
