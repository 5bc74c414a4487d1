package dev.hone.ledger;

import dev.hone.HoneException;
import dev.hone.calls.Price;
import dev.hone.chat.Capabilities;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.ModelException;
import dev.hone.chat.Usage;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A model whose answers are bought through a ledger. Each request is bought once, whoever asks it
 * and however often; an answer is used only when it is safe on the ledger's disk; a failure is
 * written down too, and asked again the next time. Answers in flight go on, and are kept, when the
 * one who asked is gone.
 */
public final class LedgeredModel implements ChatModel {
  private static final int READS = 5;
  private static final long READ_PAUSE_MILLIS = 100;

  private final ChatModel model;
  private final LedgerSession session;
  private final Terms terms;
  private final @Nullable ByBatch byBatch;
  private final Permits permits;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * What is bought, what for and at what price.
   *
   * @param provider who serves the model, and where, if at an address of its own
   * @param model the model's name there
   * @param stage what the answers are for, in words that the report of spending repeats
   * @param price what tokens cost, or null where that is unknown
   * @param budget what the job may spend, or null for no bound
   */
  public record Terms(
      String provider,
      String model,
      String stage,
      @Nullable Price price,
      Coordinator.@Nullable Budget budget) {
    public Terms {
      if (budget != null && price == null) {
        throw new IllegalArgumentException(
            "Cannot keep to a budget of $"
                + budget.usd()
                + ": the price of model '"
                + model
                + "' is unknown. Give its connection one with withPrices(..), or set no budget.");
      }
    }
  }

  /**
   * That answers are bought by the provider's batch API.
   *
   * @param patience how long one is waited for; what is not there by then fails as {@code PENDING}
   *     and is collected when it is asked again
   */
  public record ByBatch(Batches batches, Duration patience) {}

  /**
   * Puts a ledger before a model.
   *
   * @param model asked for what was not bought yet; stays open when this is closed
   * @param session stays open likewise
   */
  public LedgeredModel(ChatModel model, LedgerSession session, Terms terms) {
    this(model, session, terms, null);
  }

  /**
   * Puts a ledger before a model that may be asked by batch.
   *
   * @param model asked for what was not bought yet, unless by batch; stays open when this is closed
   * @param session stays open likewise
   * @param byBatch stays open likewise; null to ask call by call
   */
  public LedgeredModel(
      ChatModel model, LedgerSession session, Terms terms, @Nullable ByBatch byBatch) {
    this.model = model;
    this.session = session;
    this.terms = terms;
    this.byBatch = byBatch;
    this.permits =
        session.permits(byBatch == null ? model : byBatch.batches(), capabilities().batchSize());
  }

  @Override
  public CompletionStage<Completion> submit(ChatRequest request) {
    if (closed.get()) {
      return CompletableFuture.failedFuture(stopped());
    }
    String key = LedgerKey.of(terms.provider(), terms.model(), request);
    // No more is claimed than can be under way: others buy the rest, and little is lost in a crash.
    return permits
        .acquire()
        .thenCompose(turn -> want(key, request, READS))
        .whenComplete((completion, failure) -> permits.release());
  }

  private ModelException stopped() {
    return new ModelException(
        ModelException.Kind.STOPPED, "Not asked: the model " + terms.model() + " was closed.");
  }

  private CompletionStage<Completion> want(String key, ChatRequest request, int reads) {
    return session
        .coordinator()
        .claim(key)
        .thenComposeAsync(
            claim ->
                claim.bought() == null
                    ? buy(key, request)
                    : read(key, claim.bought(), request, reads),
            session.threads());
  }

  private CompletionStage<Completion> read(
      String key, Place place, ChatRequest request, int reads) {
    try {
      byte[] line = session.store().read(place.segment(), place.from(), place.bytes());
      LedgerRow row = LedgerRow.parse(new String(line, StandardCharsets.UTF_8));
      Completion completion = row.completion();
      if (!row.key().equals(key) || completion == null) {
        throw new HoneException(
            "The ledger's file "
                + place.segment()
                + " does not hold what it should: was it edited?");
      }
      session.hit(row, terms.stage());
      return CompletableFuture.completedFuture(completion);
    } catch (FileNotFoundException e) {
      if (reads > 1) { // it is being merged into a larger one
        return CompletableFuture.supplyAsync(
                () -> want(key, request, reads - 1),
                CompletableFuture.delayedExecutor(
                    READ_PAUSE_MILLIS, TimeUnit.MILLISECONDS, session.threads()))
            .thenCompose(stage -> stage);
      }
      return CompletableFuture.failedFuture(unreadable(e));
    } catch (IOException e) {
      return CompletableFuture.failedFuture(unreadable(e));
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static HoneException unreadable(IOException cause) {
    return new HoneException(
        "Cannot read an answer that was bought from the ledger: " + cause.getMessage() + ".",
        cause);
  }

  private CompletionStage<Completion> buy(String key, ChatRequest request) {
    if (closed.get()) {
      session.coordinator().failed(key);
      return CompletableFuture.failedFuture(stopped());
    }
    double most = most(request);
    Coordinator.Budget budget = terms.budget();
    if (budget == null) {
      return buy(key, request, most);
    }
    return session
        .coordinator()
        .reserve(budget, most)
        .thenCompose(
            enough -> {
              if (enough) {
                return buy(key, request, most);
              }
              session.coordinator().failed(key);
              return CompletableFuture.failedFuture(
                  new ModelException(
                      ModelException.Kind.BUDGET_SPENT,
                      "Not asked: the budget of $"
                          + budget.usd()
                          + " is spent. What was bought is kept; run again with a larger one for"
                          + " the rest."));
            });
  }

  /** What a call may cost at most, in USD; 0 where the price is unknown. */
  private double most(ChatRequest request) {
    Price price = terms.price();
    return price == null
        ? 0
        : price.cost(Usage.of(model.countTokens(request), request.sampling().maxTokens()));
  }

  private CompletionStage<Completion> buy(String key, ChatRequest request, double most) {
    return byBatch == null ? ask(key, request, most) : askByBatch(byBatch, key, request, most);
  }

  private CompletionStage<Completion> askByBatch(
      ByBatch by, String key, ChatRequest request, double most) {
    return by.batches()
        .ask(key, request, terms.stage(), by.patience())
        .handle(
            (settled, failure) ->
                failure != null
                    ? notBought(key, request, ModelException.unwrapped(failure), most)
                    : settled == null ? wantAgain(key, request, most) : use(key, settled, most))
        .thenCompose(stage -> stage);
  }

  private CompletionStage<Completion> notBought(
      String key, ChatRequest request, Throwable failure, double most) {
    if (ModelException.kindOf(failure) != ModelException.Kind.PENDING) {
      return note(key, session.newId(), request, failure, most);
    }
    settle(most, 0.0); // nothing failed: the batch goes on
    session.coordinator().failed(key);
    return CompletableFuture.failedFuture(failure);
  }

  private CompletionStage<Completion> wantAgain(String key, ChatRequest request, double most) {
    settle(most, 0.0);
    session.coordinator().failed(key);
    return want(key, request, READS);
  }

  private CompletionStage<Completion> use(String key, Batches.Settled settled, double most) {
    LedgerRow row = settled.row();
    Completion completion = row.completion();
    if (completion != null) {
      settle(most, row.costUsd());
      session.coordinator().bought(key, settled.place());
      return CompletableFuture.completedFuture(completion);
    }
    settle(most, most * row.bought());
    session.coordinator().failed(key);
    return CompletableFuture.failedFuture(
        new ModelException(
            ModelException.Kind.of(String.valueOf(row.errorKind())),
            String.valueOf(row.error()),
            row.bought(),
            null));
  }

  private CompletionStage<Completion> ask(String key, ChatRequest request, double most) {
    String id = session.newId();
    return session
        .writer()
        .append(row(LedgerRow.Kind.ASKED, key, id, request).toLine())
        .thenCompose(asked -> model.submit(request))
        .handle(
            (completion, failure) ->
                failure == null
                    ? keep(key, id, request, completion, most)
                    : note(key, id, request, ModelException.unwrapped(failure), most))
        .thenCompose(stage -> stage);
  }

  private CompletionStage<Completion> keep(
      String key, String id, ChatRequest request, Completion completion, double most) {
    Price price = terms.price();
    Double usd = price == null ? null : price.cost(completion.usage()) * completion.bought();
    LedgerRow row =
        new LedgerRow(
            LedgerRow.Kind.BOUGHT,
            key,
            id,
            terms.provider(),
            terms.model(),
            request.sample(),
            terms.stage(),
            completion,
            null,
            null,
            completion.bought(),
            usd,
            0,
            System.currentTimeMillis());
    settle(most, usd);
    return session
        .writer()
        .append(row.toLine())
        .handle(
            (place, failure) -> {
              if (failure != null) {
                session.coordinator().failed(key); // not safe, so not used
                throw new CompletionException(ModelException.unwrapped(failure));
              }
              session.coordinator().bought(key, place);
              return completion;
            });
  }

  private CompletionStage<Completion> note(
      String key, String id, ChatRequest request, Throwable failure, double most) {
    int bought = failure instanceof ModelException typed ? typed.bought() : 0;
    // How many tokens the broken answers had nobody knows: as many as there may have been.
    Double usd = terms.price() == null ? null : Double.valueOf(most * bought);
    LedgerRow asked = row(LedgerRow.Kind.FAILED, key, id, request);
    LedgerRow row =
        new LedgerRow(
            asked.kind(),
            key,
            id,
            asked.provider(),
            asked.model(),
            asked.sample(),
            asked.stage(),
            null,
            ModelException.kindOf(failure).word(),
            failure.getMessage() == null ? failure.toString() : failure.getMessage(),
            bought,
            bought == 0 ? null : usd,
            0,
            asked.epochMillis());
    settle(most, bought == 0 ? Double.valueOf(0) : usd);
    return session
        .writer()
        .append(row.toLine())
        .handle(
            (place, unwritten) -> {
              session.coordinator().failed(key);
              throw new CompletionException(failure);
            });
  }

  private void settle(double reserved, @Nullable Double usd) {
    if (terms.budget() != null) {
      session.coordinator().settle(terms.budget(), reserved, usd == null ? reserved : usd);
    }
  }

  private LedgerRow row(LedgerRow.Kind kind, String key, String id, ChatRequest request) {
    return new LedgerRow(
        kind,
        key,
        id,
        terms.provider(),
        terms.model(),
        request.sample(),
        terms.stage(),
        null,
        null,
        null,
        0,
        null,
        0,
        System.currentTimeMillis());
  }

  @Override
  public int countTokens(ChatRequest request) {
    return model.countTokens(request);
  }

  @Override
  public Capabilities capabilities() {
    Capabilities asked = model.capabilities();
    return byBatch == null
        ? asked
        : new Capabilities(asked.contextTokens(), asked.tools(), Batches.MOST_CALLS);
  }

  /** Asks nothing more; what is in flight still completes and is kept. */
  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      session.writeHits();
    }
  }
}
