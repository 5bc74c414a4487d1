package dev.hone.ledger;

import dev.hone.HoneException;
import dev.hone.calls.Price;
import dev.hone.chat.ChatJson;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.ModelException;
import dev.hone.json.Json;
import dev.hone.providers.BatchService;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Buys calls of one model by its provider's batch API. What comes in within a moment is handed in
 * as one batch. Its calls are in the ledger's folder before it is handed in, its id before it is
 * used, and what came of it, in one file, before anybody is told: a process that dies leaves a
 * batch that the next one finds, waits for and collects. Whoever collects a batch claims it first.
 * One thread; whoever opens one closes it, and batches under way stay so.
 */
public final class Batches implements AutoCloseable {
  /** Calls of one batch at most; as many wait together. */
  public static final int MOST_CALLS = 10_000;

  /** Of requests and answers together, for they are held in memory. */
  private static final long MOST_BYTES = 64L << 20;

  private static final int BYTES_PER_TOKEN = 4;

  /**
   * How patient.
   *
   * @param gather how long nothing more may come in before a batch is handed in
   * @param firstLook how soon a batch is looked at; pauses grow with the time it takes
   * @param longestLook the longest pause between two looks
   */
  public record Pace(Duration gather, Duration firstLook, Duration longestLook) {
    public static final Pace DEFAULT =
        new Pace(Duration.ofSeconds(2), Duration.ofSeconds(2), Duration.ofMinutes(1));
  }

  /**
   * What became of a call.
   *
   * @param place where its line stands
   */
  record Settled(LedgerRow row, Place place) {}

  /** A call that somebody waits for. */
  private static final class Asked {
    final String key;
    final ChatRequest request;
    final String stage;
    final long patienceNanos;
    final long asked = System.nanoTime();
    final CompletableFuture<@Nullable Settled> settled = new CompletableFuture<>();

    Asked(String key, ChatRequest request, String stage, Duration patience) {
      this.key = key;
      this.request = request;
      this.stage = stage;
      this.patienceNanos = patience.toNanos();
    }

    long bytes() {
      return Json.write(ChatJson.toJson(request)).length()
          + (long) BYTES_PER_TOKEN * request.sampling().maxTokens();
    }
  }

  /** A batch that is under way. */
  private static final class Open {
    final BatchPlan plan;
    final Set<String> keys = new HashSet<>();
    final List<Asked> waiting = new ArrayList<>();
    final long begun = System.nanoTime();

    /** Who collects it; null until that was asked, and where it is us. */
    @Nullable CompletableFuture<Coordinator.Claim> claim;

    boolean ours;
    @Nullable String id;
    long answered;
    long nextLook = System.nanoTime();

    Open(BatchPlan plan) {
      this.plan = plan;
      plan.calls().forEach(call -> keys.add(call.key()));
    }
  }

  private final BatchService service;
  private final LedgerSession session;
  private final String provider;
  private final String model;
  private final @Nullable Price price;
  private final Pace pace;
  private final LinkedBlockingQueue<Asked> incoming = new LinkedBlockingQueue<>();
  private final List<Asked> gathered = new ArrayList<>();
  private final Map<String, Open> open = new LinkedHashMap<>();
  private final Thread thread;
  private volatile boolean closed;
  private long lastCame;

  /**
   * Starts.
   *
   * @param session stays open when this is closed
   * @param provider who serves the model, as in its {@link LedgeredModel.Terms}
   * @param price of its tokens by batch, or null where that is unknown
   */
  public Batches(
      BatchService service,
      LedgerSession session,
      String provider,
      String model,
      @Nullable Price price,
      Pace pace) {
    this.service = service;
    this.session = session;
    this.provider = provider;
    this.model = model;
    this.price = price;
    this.pace = pace;
    this.thread = new Thread(this::run, "hone-batches-" + model);
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Asks. The stage completes when what became of it is written down.
   *
   * @param key claimed by whoever asks
   * @param patience how long a batch is waited for; then it fails with {@code PENDING}, and asked
   *     again later it waits for the same batch
   * @return with null where the ledger tells by now: claim the key again
   */
  CompletionStage<@Nullable Settled> ask(
      String key, ChatRequest request, String stage, Duration patience) {
    Asked asked = new Asked(key, request, stage, patience);
    if (closed) {
      asked.settled.completeExceptionally(stopped());
    } else {
      incoming.add(asked);
    }
    return asked.settled;
  }

  private ModelException stopped() {
    return new ModelException(
        ModelException.Kind.STOPPED, "Not asked: the model " + model + " was closed.");
  }

  // --- The thread
  // ---------------------------------------------------------------------------------

  private void run() {
    try {
      adopt();
    } catch (IOException | RuntimeException e) {
      // told to the first who asks
    }
    while (!closed) {
      try {
        take();
        handInWhatIsRipe();
        for (Open one : List.copyOf(open.values())) {
          tend(one);
        }
      } catch (InterruptedException e) {
        closed = true;
      } catch (IOException | RuntimeException e) {
        gathered.forEach(asked -> fail(asked, e));
        gathered.clear();
      }
    }
    incoming.drainTo(gathered);
    gathered.forEach(asked -> fail(asked, stopped()));
    open.values().forEach(one -> one.waiting.forEach(asked -> fail(asked, stopped())));
  }

  /** Waits a moment, or for what comes in. */
  private void take() throws InterruptedException {
    long now = System.nanoTime();
    long until = now + pace.longestLook().toNanos();
    if (!gathered.isEmpty()) {
      until = Math.min(until, lastCame + pace.gather().toNanos());
    }
    for (Open one : open.values()) {
      until = Math.min(until, one.nextLook);
      for (Asked asked : one.waiting) {
        until = Math.min(until, asked.asked + asked.patienceNanos);
      }
    }
    Asked first = incoming.poll(Math.max(1, until - now), TimeUnit.NANOSECONDS);
    if (first != null) {
      gathered.add(first);
      incoming.drainTo(gathered);
      lastCame = System.nanoTime();
    }
  }

  private void handInWhatIsRipe() throws IOException {
    boolean ripe =
        gathered.size() >= MOST_CALLS || System.nanoTime() - lastCame >= pace.gather().toNanos();
    if (gathered.isEmpty() || !ripe) {
      return;
    }
    adopt(); // a process that died since may have handed in what its claims are free of now
    List<Asked> others = new ArrayList<>();
    for (Asked asked : gathered) {
      Optional<Open> in =
          open.values().stream().filter(one -> one.keys.contains(asked.key)).findFirst();
      in.ifPresentOrElse(one -> one.waiting.add(asked), () -> others.add(asked));
    }
    gathered.clear();
    List<Asked> fresh = unbought(others);
    int from = 0;
    while (from < fresh.size()) {
      int to = from;
      for (long bytes = 0; to < fresh.size() && to - from < MOST_CALLS; to++) {
        bytes += fresh.get(to).bytes();
        if (bytes > MOST_BYTES && to > from) {
          break;
        }
      }
      handIn(fresh.subList(from, to));
      from = to;
    }
  }

  /** Those that no batch brought that was collected while they were gathered. */
  private List<Asked> unbought(List<Asked> gatheredNow) {
    List<CompletableFuture<@Nullable Place>> places =
        gatheredNow.stream()
            .map(asked -> session.coordinator().find(asked.key).toCompletableFuture())
            .toList();
    List<Asked> unbought = new ArrayList<>();
    for (int i = 0; i < places.size(); i++) {
      Asked asked = gatheredNow.get(i);
      if (places.get(i).join() == null) {
        unbought.add(asked);
      } else {
        session.threads().execute(() -> asked.settled.complete(null)); // the ledger tells
      }
    }
    return unbought;
  }

  /** Notes the batches of this model that others handed in, or that a process that died did. */
  private void adopt() throws IOException {
    for (String name : BatchPlan.names(session.store())) {
      if (!open.containsKey(name)) {
        BatchPlan plan = BatchPlan.read(session.store(), name);
        if (plan != null && plan.provider().equals(provider) && plan.model().equals(model)) {
          open.put(name, new Open(plan));
        }
      }
    }
  }

  private void handIn(List<Asked> calls) throws IOException {
    BatchPlan plan =
        new BatchPlan(
            LedgerSession.newName(),
            provider,
            model,
            Instant.now(),
            calls.stream()
                .map(one -> new BatchPlan.Call(one.key, one.request.sample(), one.stage))
                .toList());
    Open one = new Open(plan);
    one.waiting.addAll(calls);
    session.coordinator().claim(plan.key()).toCompletableFuture().join();
    one.ours = true;
    open.put(plan.name(), one);
    try {
      plan.write(session.store());
      List<BatchService.Item> items =
          calls.stream().map(call -> new BatchService.Item(call.key, call.request)).toList();
      one.id = service.create(plan.name(), items);
      plan.writeId(session.store(), one.id);
    } catch (ModelException e) {
      if (!BatchService.mayHaveArrived(e.kind())) {
        plan.delete(session.store());
      }
      letGo(one, e);
    } catch (IOException | RuntimeException e) {
      letGo(one, e);
    }
  }

  /** Leaves a batch, as its files tell of it, to whoever asks next. */
  private void letGo(Open one, Exception why) {
    open.remove(one.plan.name());
    if (one.ours) {
      session.coordinator().failed(one.plan.key());
    }
    one.waiting.forEach(asked -> fail(asked, why));
    one.waiting.clear();
  }

  // --- A batch that is under way
  // -------------------------------------------------------------------

  private void tend(Open one) {
    try {
      if ((one.ours || claimed(one))
          && (one.id != null || found(one))
          && System.nanoTime() - one.nextLook >= 0) {
        look(one);
      }
    } catch (IOException | RuntimeException e) {
      letGo(one, e);
    }
    giveUp(one);
  }

  /** Whether it is ours to collect. */
  private boolean claimed(Open one) throws IOException {
    if (one.claim == null) {
      one.claim = session.coordinator().claim(one.plan.key()).toCompletableFuture();
    }
    if (!one.claim.isDone()) {
      one.nextLook = System.nanoTime() + pause(one);
      return false;
    }
    Place collected = one.claim.join().bought();
    if (collected == null) {
      one.ours = true;
      one.nextLook = System.nanoTime();
      return true;
    }
    open.remove(one.plan.name());
    one.plan.delete(session.store()); // whoever collected it may have died before
    tellFrom(collected, one);
    return false;
  }

  /** Whether it has an id; one that was never handed in is forgotten. */
  private boolean found(Open one) throws IOException {
    String id = one.plan.id(session.store());
    if (id == null) {
      id =
          service
              .find(
                  one.plan.name(),
                  one.plan.begun(),
                  one.plan.calls().stream().map(BatchPlan.Call::key).toList())
              .orElse(null);
      if (id != null) {
        one.plan.writeId(session.store(), id);
      }
    }
    one.id = id;
    if (id == null) {
      open.remove(one.plan.name());
      one.plan.delete(session.store());
      session.coordinator().failed(one.plan.key());
      gathered.addAll(one.waiting);
      one.waiting.clear();
    }
    return id != null;
  }

  private void look(Open one) throws IOException {
    String id = String.valueOf(one.id);
    BatchService.Progress progress = service.progress(id);
    one.answered = progress.answered();
    one.nextLook = System.nanoTime() + pause(one);
    if (progress.ended()) {
      collect(one, id);
    }
  }

  /** A tenth of the time it took so far: a batch of minutes is looked at often. */
  private long pause(Open one) {
    long tenth = (System.nanoTime() - one.begun) / 10;
    return Math.min(Math.max(tenth, pace.firstLook().toNanos()), pace.longestLook().toNanos());
  }

  private void giveUp(Open one) {
    long now = System.nanoTime();
    one.waiting.removeIf(
        asked -> {
          if (now - asked.asked < asked.patienceNanos) {
            return false;
          }
          fail(
              asked,
              new ModelException(
                  ModelException.Kind.PENDING,
                  String.format(
                      "Not answered yet: %s is in batch %s, of which %d of %d calls are answered."
                          + " Run again later with the same model to collect it; nothing is bought"
                          + " twice.",
                      model,
                      one.id == null ? one.plan.name() : one.id,
                      one.answered,
                      one.plan.calls().size())));
          return true;
        });
  }

  // --- Collecting
  // ----------------------------------------------------------------------------------

  private void collect(Open one, String id) throws IOException {
    BatchService.Results results = service.results(id);
    String segment = SegmentWriter.PREFIX + "batch-" + one.plan.name() + ".jsonl";
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    Map<String, Settled> settled = new LinkedHashMap<>();
    Settled whole = add(content, segment, whole(one.plan, id));
    int number = 0;
    for (BatchPlan.Call call : one.plan.calls()) {
      LedgerRow row = row(one.plan, ++number, call, results.of(call.key()));
      settled.put(call.key(), add(content, segment, row));
    }
    SegmentWriter.writeSurely(session.store(), segment, content.toByteArray());
    settled.values().stream()
        .filter(its -> its.row().kind() == LedgerRow.Kind.BOUGHT)
        .forEach(bought -> session.coordinator().bought(bought.row().key(), bought.place()));
    session.coordinator().bought(one.plan.key(), whole.place());
    open.remove(one.plan.name());
    one.plan.delete(session.store());
    try {
      service.discard(id); // before anybody is told, who may end this process then
    } catch (ModelException e) {
      // The provider keeps its files a while longer.
    }
    tell(one, settled);
  }

  private static Settled add(ByteArrayOutputStream content, String segment, LedgerRow row) {
    byte[] line = row.toLine().getBytes(StandardCharsets.UTF_8);
    Place place = new Place(segment, content.size(), line.length);
    content.writeBytes(line);
    content.write('\n');
    return new Settled(row, place);
  }

  private LedgerRow whole(BatchPlan plan, String id) {
    return new LedgerRow(
        LedgerRow.Kind.BATCH,
        plan.key(),
        plan.name() + "." + id,
        provider,
        model,
        0,
        plan.calls().get(0).stage(),
        null,
        null,
        null,
        0,
        null,
        0,
        System.currentTimeMillis());
  }

  private LedgerRow row(
      BatchPlan plan, int number, BatchPlan.Call call, BatchService.Outcome outcome) {
    Completion completion = outcome.completion();
    return new LedgerRow(
        completion == null ? LedgerRow.Kind.FAILED : LedgerRow.Kind.BOUGHT,
        call.key(),
        plan.name() + "." + number,
        provider,
        model,
        call.sample(),
        call.stage(),
        completion,
        outcome.errorKind() == null ? null : outcome.errorKind().word(),
        outcome.error(),
        outcome.bought(),
        completion == null || price == null ? null : (Double) price.cost(completion.usage()),
        0,
        System.currentTimeMillis());
  }

  /** Tells what another process collected. */
  private void tellFrom(Place place, Open one) throws IOException {
    if (one.waiting.isEmpty()) {
      return;
    }
    Map<String, Settled> settled = new HashMap<>();
    try {
      byte[] content = session.store().read(place.segment());
      int from = 0;
      for (int at = 0; at < content.length; at++) {
        if (content[at] == '\n') {
          String line = new String(content, from, at - from, StandardCharsets.UTF_8);
          LedgerRow row = LedgerRow.parse(line);
          if (one.keys.contains(row.key())) {
            settled.put(row.key(), new Settled(row, new Place(place.segment(), from, at - from)));
          }
          from = at + 1;
        }
      }
    } catch (FileNotFoundException e) {
      // It was folded in the meantime; the index knows.
    }
    tell(one, settled);
  }

  private void tell(Open one, Map<String, Settled> settled) {
    for (Asked asked : one.waiting) {
      Settled its = settled.get(asked.key);
      session.threads().execute(() -> asked.settled.complete(its));
    }
    one.waiting.clear();
  }

  private void fail(Asked asked, Exception why) {
    Throwable cause = ModelException.unwrapped(why);
    Throwable told =
        cause instanceof RuntimeException
            ? cause
            : new HoneException(
                "Cannot keep a batch in the ledger: " + cause.getMessage() + ".", cause);
    session.threads().execute(() -> asked.settled.completeExceptionally(told));
  }

  /** Stops waiting; batches stay under way, for the next to collect. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(TimeUnit.SECONDS.toMillis(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
