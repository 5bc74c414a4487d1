package dev.hone.spark.ledger;

import dev.hone.calls.Price;
import dev.hone.calls.PriceTable;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatModelProvider;
import dev.hone.chat.ChatModels;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.FallbackModel;
import dev.hone.chat.ModelUri;
import dev.hone.ledger.Batches;
import dev.hone.ledger.Coordinator;
import dev.hone.ledger.LedgerKey;
import dev.hone.ledger.LedgeredModel;
import dev.hone.providers.BatchService;
import dev.hone.providers.Connection;
import dev.hone.providers.Connections;
import dev.hone.providers.HttpProvider;
import dev.hone.providers.KeySource;
import dev.hone.spark.home.Home;
import dev.hone.spark.models.ModelPool;
import dev.hone.spark.models.TaskConfiguration;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.TaskCompletionListener;
import org.jspecify.annotations.Nullable;

/**
 * How tasks ask models: those that cost money through the session's ledger, with the connections,
 * the rates and the budget of the job; others from the pool of their JVM. Made on the driver,
 * travels with the tasks, and holds no key.
 *
 * <pre>{@code
 * ModelAccess access = ModelAccess.of(spark, "relabel");        // on the driver
 * ChatModel model = access.open(ModelUri.parse("openai:gpt-4.1")); // in a task; ends with it
 * }</pre>
 *
 * <p>A model named {@code openai:A?fallback=anthropic:B} is {@code A}, and {@code B} where {@code
 * A} cannot be reached. One named {@code openai:A?batch=24h} is asked by the provider's batch API
 * at half the price, and waited for that long; what is not there by then is an error of the row,
 * and a later run with the same name collects it and buys nothing twice.
 */
public final class ModelAccess implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final String FALLBACK = "fallback";

  private final TaskConfiguration configuration;
  private final @Nullable LedgerAccess ledger;
  private final Map<String, Connection> connections;
  private final String stage;
  private final Coordinator.@Nullable Budget budget;

  private final PriceTable prices;

  /** What tokens cost of a model whose own price is unknown. */
  private final @Nullable Price otherPrice;

  private ModelAccess(
      TaskConfiguration configuration,
      @Nullable LedgerAccess ledger,
      Map<String, Connection> connections,
      String stage,
      Coordinator.@Nullable Budget budget,
      PriceTable prices,
      @Nullable Price otherPrice) {
    this.configuration = configuration;
    this.ledger = ledger;
    this.connections = connections;
    this.stage = stage;
    this.budget = budget;
    this.prices = prices;
    this.otherPrice = otherPrice;
  }

  /**
   * Access to all models for what a session does next.
   *
   * @param spark the session; its home, the last that was opened in it, keeps the ledger
   * @param stage what the answers are for, as the report of spending names it
   */
  public static ModelAccess of(SparkSession spark, String stage) {
    Optional<Home> home = Home.ofSession(spark).filter(Home::keepsLedger);
    return new ModelAccess(
        TaskConfiguration.of(spark),
        home.isPresent() ? LedgerAccess.of(Ledger.of(home.get()), executors(spark)) : null,
        new LinkedHashMap<>(Connections.all()),
        stage,
        null,
        OwnPrices.ofSession(spark),
        null);
  }

  /**
   * Access to certain models: as {@link #of(SparkSession, String)}, but a ledger is opened only
   * where one of them needs it.
   *
   * @throws IllegalArgumentException if one costs money and the session has no home
   */
  public static ModelAccess of(SparkSession spark, String stage, List<ModelUri> models) {
    for (ModelUri model : models) {
      if (isPaid(model)) {
        ModelAccess access = of(spark, stage);
        if (access.ledger == null) {
          throw noHome(model);
        }
        return access;
      }
    }
    return new ModelAccess(
        TaskConfiguration.of(spark), null, Map.of(), stage, null, OwnPrices.ofSession(spark), null);
  }

  /**
   * Whether a model, or one that it falls back on, costs money.
   *
   * @throws IllegalArgumentException if a name or an option of it cannot work
   */
  public static boolean isPaid(ModelUri model) {
    boolean paid = false;
    for (ModelUri one : chain(model)) {
      if (ChatModels.provider(one).paid()) {
        BatchOption.of(one);
        paid = true;
      }
    }
    return paid;
  }

  /**
   * The same, spending no more than that.
   *
   * @param job what the budget is for; all that ask with the same name share it
   * @param usd in USD; the models' prices must be known
   */
  public ModelAccess within(String job, double usd) {
    return new ModelAccess(
        configuration,
        ledger,
        connections,
        stage,
        new Coordinator.Budget(job, usd),
        prices,
        otherPrice);
  }

  /**
   * The same, with a listed model's price for models whose own is unknown.
   *
   * @throws IllegalArgumentException if that model is not listed either
   */
  public ModelAccess pricedAs(String model) {
    Price listed =
        prices
            .price(model)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "No price is listed for model '"
                            + model
                            + "'. Name one that is, such as gpt-4.1."));
    return new ModelAccess(configuration, ledger, connections, stage, budget, prices, listed);
  }

  /**
   * Opens a model as tasks will, and closes it: what is wrong with its name, its connection, its
   * key or one that it falls back on is told now. On the driver; asks nothing.
   *
   * @throws IllegalArgumentException if it cannot work
   */
  public static void check(ModelUri uri) {
    for (ModelUri one : chain(uri)) {
      ChatModelProvider provider = ChatModels.provider(one);
      BatchOption option = provider.paid() ? BatchOption.of(one) : new BatchOption(one, null);
      provider.open(option.uri()).close();
      if (option.patience() != null) {
        BatchService unused =
            batches(option.uri(), provider, Connections.of(one), Connections.keys());
      }
    }
  }

  /**
   * Whether tokens of a model, and of all that it falls back on, have a price of their own. On the
   * driver.
   */
  public static boolean isPriced(SparkSession spark, ModelUri uri) {
    PriceTable prices = OwnPrices.ofSession(spark);
    return chain(uri).stream()
        .allMatch(
            one ->
                Connections.of(one).price(one.name()) != null
                    || prices.price(one.name()).isPresent());
  }

  private static int executors(SparkSession spark) {
    int managers = spark.sparkContext().getExecutorMemoryStatus().size();
    return Math.max(1, managers - 1); // one of them is the driver's
  }

  /** How to reach file systems. */
  public Configuration configuration() {
    return configuration.value();
  }

  /**
   * Opens a model until the running task ends; outside of a task the caller closes it. What it was
   * asked goes on in the background, and is kept, when the task is gone.
   *
   * @throws IllegalArgumentException if its name cannot work, or it costs money and the session has
   *     no home
   */
  public ChatModel open(ModelUri uri) {
    List<ChatModel> models = new ArrayList<>();
    for (ModelUri one : chain(uri)) {
      ChatModelProvider provider = ChatModels.provider(one);
      models.add(provider.paid() ? ledgered(one, provider) : leased(one));
    }
    return models.size() == 1 ? models.get(0) : new FallbackModel(models);
  }

  /** The model and those it falls back on, in their order. */
  private static List<ModelUri> chain(ModelUri uri) {
    List<ModelUri> chain = new ArrayList<>();
    for (ModelUri at = uri; ; ) {
      Map<String, String> options = new LinkedHashMap<>(at.options());
      String next = options.remove(FALLBACK);
      chain.add(new ModelUri(at.scheme(), at.name(), options));
      if (next == null) {
        return chain;
      }
      at = ModelUri.parse(next);
    }
  }

  private ChatModel leased(ModelUri uri) {
    ModelPool.Lease lease = ModelPool.lease(uri, configuration.value());
    return new LeasedModel(lease);
  }

  private ChatModel ledgered(ModelUri named, ChatModelProvider provider) {
    LedgerAccess access = ledger;
    if (access == null) {
      throw noHome(named);
    }
    BatchOption option = BatchOption.of(named);
    ModelUri uri = option.uri();
    LedgerSessions.Open open = LedgerSessions.open(access, configuration.value());
    Connection connection = connection(uri).sharedBy(open.share());
    Coordinator coordinator = open.session().coordinator();
    String name = uri + " " + connection;
    ChatModel asked =
        open.model(
            name,
            () ->
                provider instanceof HttpProvider http
                    ? http.open(uri, connection, coordinator.keys(), coordinator.gate(connection))
                    : provider.open(uri));
    LedgeredModel.Terms terms =
        new LedgeredModel.Terms(
            served(uri, connection),
            uri.name(),
            stage,
            price(named),
            budget == null ? null : budget.sharedBy(open.share()));
    LedgeredModel model =
        new LedgeredModel(
            asked,
            open.session(),
            terms,
            option.patience() == null
                ? null
                : new LedgeredModel.ByBatch(
                    open.batches(
                        name,
                        () ->
                            new Batches(
                                batches(uri, provider, connection, coordinator.keys()),
                                open.session(),
                                terms.provider(),
                                terms.model(),
                                terms.price(),
                                Batches.Pace.DEFAULT)),
                    option.patience()));
    TaskContext task = TaskContext.get();
    if (task != null) {
      task.addTaskCompletionListener((TaskCompletionListener) ended -> model.close());
    }
    return model;
  }

  private static BatchService batches(
      ModelUri uri, ChatModelProvider provider, Connection connection, KeySource keys) {
    if (provider instanceof HttpProvider http) {
      return http.batches(uri, connection, keys);
    }
    throw new IllegalArgumentException(
        "Cannot ask '" + uri + "' by batch: its provider has no batch API. Leave the option out.");
  }

  /** Who serves a model, and where, if at an address of its own. */
  private static String served(ModelUri uri, Connection connection) {
    String provider = Connections.provider(uri);
    return connection.baseUrl() == null ? provider : provider + " at " + connection.baseUrl();
  }

  /**
   * What the model's tokens cost: by its connection, or else by the session's own prices or the
   * list price, or else by {@link #pricedAs}; by batch half of it; null for unknown.
   */
  public @Nullable Price price(ModelUri uri) {
    Price own = connection(uri).price(uri.name());
    Price price = own != null ? own : prices.price(uri.name()).orElse(otherPrice);
    boolean byBatch = isPaid(uri) && BatchOption.of(uri).patience() != null;
    return price == null || !byBatch ? price : price.byBatch();
  }

  /** On the driver: whether the ledger holds the answer to a request already. */
  public boolean isBought(ModelUri uri, ChatRequest request) {
    Ledger kept = ledger == null ? null : Ledger.find(ledger.id());
    return kept != null
        && kept.coordinator()
            .isBought(LedgerKey.of(served(uri, connection(uri)), uri.name(), request));
  }

  /** On the driver: all lines of the ledger, or null where there is none. */
  public @Nullable Dataset<Row> ledgerRows() {
    Ledger kept = ledger == null ? null : Ledger.find(ledger.id());
    return kept == null ? null : kept.read();
  }

  private Connection connection(ModelUri uri) {
    String named = uri.options().get("connection");
    Connection travelled = connections.get(named == null ? Connections.provider(uri) : named);
    return travelled == null ? Connections.of(uri) : travelled;
  }

  private static IllegalArgumentException noHome(ModelUri uri) {
    return new IllegalArgumentException(
        "Model '"
            + uri
            + "' costs money, and this session has no home whose ledger keeps what is bought. Open"
            + " one first: Hone.open(spark, \"./hone-data\") or Hone.open(spark,"
            + " \"catalog.schema\").");
  }

  /** Names the stage; no key and no token. */
  @Override
  public String toString() {
    return "ModelAccess(" + stage + ")";
  }
}
