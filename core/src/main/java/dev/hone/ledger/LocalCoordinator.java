package dev.hone.ledger;

import dev.hone.providers.CallGate;
import dev.hone.providers.Connection;
import dev.hone.providers.Connections;
import dev.hone.providers.KeySource;
import dev.hone.providers.PacedGate;
import dev.hone.providers.RateBudget;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The coordinator itself, in memory. One job has one, on its driver. Where two jobs share a ledger,
 * the one that came second asks the first's about each call that is new to it.
 */
public final class LocalCoordinator implements Coordinator {
  private final LedgerIndex index;
  private final Object lock = new Object();

  /** Calls that are being bought, and who else waits for each. */
  private final Map<String, Buying> buying = new HashMap<>();

  private final Map<String, Spending> spending = new ConcurrentHashMap<>();
  private final Map<String, RateBudget> rates = new ConcurrentHashMap<>();
  private final Set<String> sessions = ConcurrentHashMap.newKeySet();

  /** Guarded by the lock, as what follows. */
  private @Nullable Claims upstream;

  /** Completes when another is asked instead. */
  private CompletableFuture<Void> successor = new CompletableFuture<>();

  /** The part of a coordinator that jobs share. */
  public interface Claims {
    CompletionStage<Claim> claim(String key);

    CompletionStage<@Nullable Place> find(String key);

    void bought(String key, Place place);

    void failed(String key);
  }

  private static final class Buying {
    final String owner;
    final Queue<Waiting> waiting = new ArrayDeque<>();

    Buying(String owner) {
      this.owner = owner;
    }
  }

  private record Waiting(String owner, CompletableFuture<Claim> claim) {}

  private static final class Spending {
    double usd;

    synchronized boolean reserve(double more, double most) {
      if (usd + more > most) {
        return false;
      }
      usd += more;
      return true;
    }

    synchronized void settle(double reserved, double cost) {
      usd += cost - reserved;
    }
  }

  /**
   * Coordinates what the index does not hold yet.
   *
   * @param index belongs to the coordinator from here on
   */
  public LocalCoordinator(LedgerIndex index) {
    this.index = index;
  }

  /** A coordinator that knows all that the store holds. */
  public static LocalCoordinator over(SegmentStore store) throws IOException {
    LedgerIndex index = new LedgerIndex();
    index.refresh(store);
    return new LocalCoordinator(index);
  }

  /**
   * Has every call that is new here asked of another job's coordinator first; null for none. Where
   * that one goes away, claims wait until somebody is asked in its place, or nobody.
   */
  public void ask(@Nullable Claims newUpstream) {
    CompletableFuture<Void> changed;
    synchronized (lock) {
      upstream = newUpstream;
      changed = successor;
      successor = new CompletableFuture<>();
    }
    changed.complete(null);
  }

  private @Nullable Claims upstream() {
    synchronized (lock) {
      return upstream;
    }
  }

  /** Reads what others wrote since: when taking over from a coordinator that is gone. */
  public void refresh(SegmentStore store) throws IOException {
    synchronized (lock) {
      index.refresh(store);
    }
  }

  /** Tells where answers stand now that were somewhere else. */
  public void moved(Map<String, Place> places) {
    synchronized (lock) {
      places.forEach(index::put);
    }
  }

  /** Whether a call is known as bought. */
  public boolean isBought(String key) {
    synchronized (lock) {
      return index.find(key) != null;
    }
  }

  /** How many calls are known as bought. */
  public int known() {
    synchronized (lock) {
      return index.size();
    }
  }

  /** Notes that a session of a process runs; {@link #ended} when it does no more. */
  public void runs(String session) {
    sessions.add(session);
  }

  public boolean isRunning(String session) {
    return sessions.contains(session);
  }

  @Override
  public CompletionStage<Claim> claim(String key) {
    return claim(key, "");
  }

  /**
   * As {@link #claim(String)}, for an owner whose claims {@link #ended} gives up all at once.
   *
   * @param owner the connection of a process, or empty for this one
   */
  CompletionStage<Claim> claim(String key, String owner) {
    synchronized (lock) {
      Place place = index.find(key);
      if (place != null) {
        return CompletableFuture.completedFuture(new Claim(place));
      }
      Buying open = buying.get(key);
      if (open != null) {
        CompletableFuture<Claim> waiting = new CompletableFuture<>();
        open.waiting.add(new Waiting(owner, waiting));
        return waiting;
      }
      buying.put(key, new Buying(owner));
    }
    return decide(key);
  }

  /** Asks the job that leads, if another does. */
  private CompletionStage<Claim> decide(String key) {
    Claims others;
    CompletableFuture<Void> changed;
    Place place;
    synchronized (lock) {
      others = upstream;
      changed = successor;
      place = index.find(key); // bought by one that led before
    }
    if (place != null) {
      known(key, place);
      return CompletableFuture.completedFuture(new Claim(place));
    }
    if (others == null) {
      return CompletableFuture.completedFuture(new Claim(null));
    }
    return others
        .claim(key)
        .handle(
            (claim, failure) -> {
              if (failure != null) {
                return changed.thenCompose(asked -> decide(key));
              }
              if (claim.bought() != null) {
                known(key, claim.bought());
              }
              return CompletableFuture.completedFuture(claim);
            })
        .thenCompose(stage -> stage);
  }

  @Override
  public CompletionStage<@Nullable Place> find(String key) {
    Claims others;
    CompletableFuture<Void> changed;
    Place place;
    synchronized (lock) {
      others = upstream;
      changed = successor;
      place = index.find(key);
    }
    if (place != null || others == null) {
      return CompletableFuture.completedFuture(place);
    }
    return others
        .find(key)
        .handle(
            (found, failure) ->
                failure == null
                    ? CompletableFuture.completedStage(found)
                    : changed.thenCompose(asked -> find(key)))
        .thenCompose(stage -> stage);
  }

  @Override
  public void bought(String key, Place place) {
    Claims others = upstream();
    if (others != null) {
      others.bought(key, place);
    }
    known(key, place);
  }

  private void known(String key, Place place) {
    Buying done;
    synchronized (lock) {
      index.put(key, place);
      done = buying.remove(key);
    }
    if (done != null) {
      done.waiting.forEach(one -> one.claim().complete(new Claim(place)));
    }
  }

  @Override
  public void failed(String key) {
    Claims others = upstream();
    if (others != null) {
      others.failed(key);
    }
    Waiting next;
    synchronized (lock) {
      Buying done = buying.remove(key);
      next = done == null ? null : done.waiting.poll();
      if (next != null) {
        Buying again = new Buying(next.owner());
        again.waiting.addAll(done.waiting);
        buying.put(key, again);
      }
    }
    if (next != null) {
      next.claim().complete(new Claim(null));
    }
  }

  /** Gives up what an owner that is gone had claimed: the next who waits buys it. */
  void ended(String owner, Set<String> itsSessions) {
    sessions.removeAll(itsSessions);
    java.util.List<String> left = new java.util.ArrayList<>();
    synchronized (lock) {
      buying.forEach(
          (key, one) -> {
            one.waiting.removeIf(waiting -> waiting.owner().equals(owner));
            if (one.owner.equals(owner)) {
              left.add(key);
            }
          });
    }
    left.forEach(this::failed);
  }

  @Override
  public CompletionStage<Boolean> reserve(Budget budget, double usd) {
    return CompletableFuture.completedFuture(
        spending.computeIfAbsent(budget.id(), id -> new Spending()).reserve(usd, budget.usd()));
  }

  @Override
  public void settle(Budget budget, double reservedUsd, double usd) {
    spending.computeIfAbsent(budget.id(), id -> new Spending()).settle(reservedUsd, usd);
  }

  /** What a job has spent or set aside so far, in USD. */
  public double spent(String budgetId) {
    Spending one = spending.get(budgetId);
    if (one == null) {
      return 0;
    }
    synchronized (one) {
      return one.usd;
    }
  }

  /** The rate that all over that connection share. */
  RateBudget rate(Connection connection) {
    return rates.computeIfAbsent(
        connection.name()
            + ' '
            + connection.requestsPerMinute()
            + ' '
            + connection.tokensPerMinute(),
        name -> new RateBudget(connection.requestsPerMinute(), connection.tokensPerMinute()));
  }

  @Override
  public CallGate gate(Connection connection) {
    return connection.requestsPerMinute() == 0 && connection.tokensPerMinute() == 0
        ? CallGate.OPEN
        : new PacedGate(rate(connection));
  }

  @Override
  public KeySource keys() {
    return Connections.keys();
  }

  @Override
  public void close() {}
}
