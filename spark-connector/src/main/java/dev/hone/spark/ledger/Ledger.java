package dev.hone.spark.ledger;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.sum;

import dev.hone.HoneException;
import dev.hone.ledger.Fold;
import dev.hone.ledger.LedgerRow;
import dev.hone.ledger.LedgerSession;
import dev.hone.ledger.LocalCoordinator;
import dev.hone.ledger.Place;
import dev.hone.ledger.SegmentStore;
import dev.hone.ledger.SegmentWriter;
import dev.hone.spark.home.Home;
import dev.hone.spark.home.LedgerTable;
import dev.hone.spark.models.TaskConfiguration;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerApplicationEnd;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of a home, on the driver: every paid call, so that none is paid twice. Answers lie in
 * small files of the home's folder {@code ledger} as soon as they are bought; {@link #fold} takes
 * them into the home's table; {@link #read} sees both. One a home and process; it ends with the
 * Spark application.
 */
public final class Ledger {
  private static final Map<String, Ledger> OPEN = new ConcurrentHashMap<>();
  private static final String APPLICATION = "hone-ledger";
  private static final String RUN = "ledger";

  /** So many small files make opening slow. */
  private static final int MANY_SEGMENTS = 512;

  private final Home home;
  private final String folder;
  private final SegmentStore store;
  private final LocalCoordinator coordinator;
  private final Lead lead;

  private Ledger(Home home) throws IOException {
    this.home = home;
    this.folder = home.ledgerFolder();
    this.store = new HadoopSegments(folder, TaskConfiguration.of(home.spark()).value());
    this.coordinator = LocalCoordinator.over(store);
    this.lead = new Lead(home.spark(), store, coordinator);
  }

  /** The ledger of that home. */
  public static Ledger of(Home home) {
    return OPEN.computeIfAbsent(
        home.location(),
        location -> {
          try {
            Ledger ledger = new Ledger(home);
            endWithApplication(home.spark(), ledger);
            if (ledger.store.list(SegmentWriter.PREFIX).size() > MANY_SEGMENTS) {
              ledger.fold();
            }
            return ledger;
          } catch (IOException e) {
            throw new HoneException(
                "Cannot open the ledger of home '"
                    + location
                    + "': "
                    + e.getMessage()
                    + ". It needs a folder that this session may write.",
                e);
          }
        });
  }

  private static void endWithApplication(SparkSession spark, Ledger ledger) {
    spark
        .sparkContext()
        .addSparkListener(
            new SparkListener() {
              @Override
              public void onApplicationEnd(SparkListenerApplicationEnd end) {
                ledger.close();
              }
            });
  }

  /** Ends this process's part; what is in flight is kept, as far as it comes within seconds. */
  void close() {
    OPEN.remove(home.location(), this);
    LedgerSessions.close(lead.id());
    lead.close();
  }

  /** The ledger of this process that goes by that id, or null: then this is no driver of it. */
  static @Nullable Ledger find(String id) {
    return OPEN.values().stream()
        .filter(ledger -> ledger.lead.id().equals(id))
        .findFirst()
        .orElse(null);
  }

  String folder() {
    return folder;
  }

  Lead lead() {
    return lead;
  }

  LocalCoordinator coordinator() {
    return coordinator;
  }

  SegmentStore store() {
    return store;
  }

  /** What a job, by its budget's id, has spent or set aside so far, in USD. */
  public double spent(String budgetId) {
    return coordinator.spent(budgetId);
  }

  /** {@link #fold}s what this process has written for that home, if it wrote anything. */
  public static void foldIfOpen(Home home) {
    Ledger ledger = OPEN.get(home.location());
    if (ledger != null) {
      ledger.fold();
    }
  }

  /**
   * Takes what lies in small files into the home's table. Done again after a crash it doubles
   * nothing. Does nothing where another job leads the ledger: that one folds.
   *
   * @return how many lines went into the table
   */
  public long fold() {
    synchronized (coordinator) {
      if (!lead.isFirst()) {
        return 0;
      }
      try {
        flush();
        long lines = 0;
        for (Optional<Fold> fold = Fold.begin(store); fold.isPresent(); ) {
          List<LedgerRow> rows = fold.get().rows(store, coordinator::isRunning);
          List<LedgerRow> done =
              rows.stream().filter(row -> row.kind() != LedgerRow.Kind.ASKED).toList();
          home.append(
              LedgerTable.TABLE,
              RUN,
              LedgerRows.of(home.spark(), done).coalesce(1),
              APPLICATION,
              fold.get().number());
          Map<String, Place> places = fold.get().end(store, rows);
          coordinator.moved(places);
          lines += done.size();
          // An earlier fold that was broken off is ended first; what came since is the next.
          fold = done.isEmpty() ? Optional.empty() : Fold.begin(store);
        }
        return lines;
      } catch (IOException e) {
        throw new HoneException(
            "Cannot fold the ledger of home '" + home.location() + "': " + e.getMessage() + ".", e);
      }
    }
  }

  private void flush() {
    LedgerSession session = LedgerSessions.find(lead.id());
    if (session != null) {
      session.writeHits();
    }
  }

  /** All lines, in the columns of {@link LedgerTable}: the table's and those not folded yet. */
  public Dataset<Row> read() {
    flush();
    Dataset<Row> folded = home.readRun(LedgerTable.TABLE, RUN);
    List<LedgerRow> lines = new ArrayList<>();
    try {
      for (SegmentStore.Stored file : store.list(SegmentWriter.PREFIX)) {
        try {
          new String(store.read(file.name()), StandardCharsets.UTF_8)
              .lines()
              .forEach(line -> lines.add(LedgerRow.parse(line)));
        } catch (FileNotFoundException e) {
          // folded between the two looks
        }
      }
    } catch (IOException e) {
      throw new HoneException(
          "Cannot read the ledger of home '" + home.location() + "': " + e.getMessage() + ".", e);
    }
    java.util.Set<String> ended = new java.util.HashSet<>();
    lines.stream()
        .filter(line -> line.kind() != LedgerRow.Kind.ASKED)
        .forEach(line -> ended.add(line.id()));
    List<LedgerRow> known =
        lines.stream()
            .filter(line -> line.kind() != LedgerRow.Kind.ASKED || !ended.contains(line.id()))
            .map(
                line ->
                    line.kind() == LedgerRow.Kind.ASKED
                            && lead.isFirst()
                            && !coordinator.isRunning(Fold.session(line.id()))
                        ? line.lost()
                        : line)
            .toList();
    Dataset<Row> fresh = LedgerRows.of(home.spark(), known);
    return folded.unionByName(
        fresh.join(folded.select("entry_id"), new String[] {"entry_id"}, "left_anti"));
  }

  /**
   * What was spent, by stage, provider and model: {@code calls} that were answered, {@code bought}
   * answers (more than calls where some broke on the way), {@code errors}, {@code lost} in flight
   * when a process died, tokens, {@code cost_usd} (null where no price is known), {@code hits}
   * (answers used again) and {@code saved_usd}.
   */
  public Dataset<Row> spend() {
    return read()
        .groupBy("stage", "provider", "model")
        .agg(
            expr("count_if(kind = 'bought')").as("calls"),
            sum("bought").as("bought"),
            expr("count_if(kind = 'failed')").as("errors"),
            expr("count_if(kind = 'lost')").as("lost"),
            coalesce(sum("input_tokens"), lit(0L)).as("input_tokens"),
            coalesce(sum("output_tokens"), lit(0L)).as("output_tokens"),
            expr("sum(cost_usd) FILTER (WHERE kind <> 'hits')").as("cost_usd"),
            sum("hits").as("hits"),
            expr("coalesce(sum(cost_usd) FILTER (WHERE kind = 'hits'), 0D)").as("saved_usd"))
        .orderBy(col("stage"), col("provider"), col("model"));
  }
}
