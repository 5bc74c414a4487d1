package dev.hone.spark.ledger;

import dev.hone.chat.ChatModel;
import dev.hone.ledger.Batches;
import dev.hone.ledger.Coordinator;
import dev.hone.ledger.LedgerSession;
import dev.hone.ledger.LocalCoordinator;
import dev.hone.ledger.RemoteCoordinator;
import dev.hone.ledger.SegmentStore;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * The sessions of this JVM, one for each ledger it asks through, with the models they ask. They
 * outlive tasks: an answer in flight when its task is killed is still kept.
 */
final class LedgerSessions {
  private static final Map<String, Open> OPEN = new ConcurrentHashMap<>();

  /**
   * An open session.
   *
   * @param share how many processes share what is allowed where there is no coordinator; else 1
   * @param models those opened so far, by name and connection
   * @param batches of those that are asked by batch, likewise
   */
  record Open(
      LedgerSession session,
      int share,
      Map<String, ChatModel> models,
      Map<String, Batches> batches) {
    static Open of(LedgerSession session, int share) {
      return new Open(session, share, new ConcurrentHashMap<>(), new ConcurrentHashMap<>());
    }

    ChatModel model(String name, Supplier<ChatModel> opener) {
      return models.computeIfAbsent(name, missing -> opener.get());
    }

    Batches batches(String name, Supplier<Batches> opener) {
      return batches.computeIfAbsent(name, missing -> opener.get());
    }
  }

  private LedgerSessions() {}

  static Open open(LedgerAccess access, Configuration configuration) {
    return OPEN.computeIfAbsent(
        access.id(),
        id -> {
          try {
            return connect(access, configuration);
          } catch (IOException e) {
            throw new dev.hone.HoneException(
                "Cannot open the ledger in " + access.folder() + ": " + e.getMessage() + ".", e);
          }
        });
  }

  private static Open connect(LedgerAccess access, Configuration configuration) throws IOException {
    SegmentStore store = new HadoopSegments(access.folder(), configuration);
    String name = LedgerSession.newName();
    Ledger ledger = Ledger.find(access.id());
    if (ledger != null) { // this is the driver
      ledger.coordinator().runs(name);
      return Open.of(new LedgerSession(store, ledger.coordinator(), name), 1);
    }
    Coordinator coordinator;
    int share = 1;
    try {
      coordinator =
          new RemoteCoordinator(
              access.host(), access.port(), access.token(), name, () -> OPEN.remove(access.id()));
    } catch (IOException e) {
      // Alone: what others buy at the same time is not known, and of the rate only a share is used.
      coordinator = LocalCoordinator.over(store);
      share = access.share();
    }
    return Open.of(new LedgerSession(store, coordinator, name), share);
  }

  static @Nullable LedgerSession find(String id) {
    Open open = OPEN.get(id);
    return open == null ? null : open.session();
  }

  static void close(String id) {
    Open open = OPEN.remove(id);
    if (open != null) {
      open.batches().values().forEach(Batches::close);
      open.session().close();
      open.models().values().forEach(ChatModel::close);
    }
  }
}
