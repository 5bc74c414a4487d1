package dev.hone.spark.home;

import static java.util.Objects.requireNonNull;

import dev.hone.HoneException;
import io.delta.tables.DeltaTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameWriter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * One place that holds everything Hone knows: eleven Delta tables, in a folder or in a schema of a
 * catalog. A table is created when it is first read or written. Lives on the driver.
 */
public final class Home {
  /** The tables of every home. */
  public static final List<HomeTable> TABLES =
      List.of(
          CallsTable.TABLE,
          ExamplesTable.TABLE,
          LabelsTable.TABLE,
          LabelStepsTable.TABLE,
          CriteriaTable.TABLE,
          AdaptersTable.TABLE,
          AnswersTable.TABLE,
          VerdictsTable.TABLE,
          LedgerTable.TABLE,
          ReviewsTable.TABLE,
          RunsTable.TABLE);

  /** Table properties that say what a table is. */
  public static final String KEY_PROPERTY = "hone.key";

  public static final String VERSION_PROPERTY = "hone.schema_version";

  /** The session's conf that names the home opened last. */
  private static final String SESSION_HOME = "hone.home";

  /** The session's conf that names the ledger's folder, for homes in a catalog. */
  private static final String LEDGER_FOLDER = "hone.ledger.folder";

  /** What Delta says of a table whose first commit another job is about to write. */
  private static final Set<String> BEING_MADE =
      Set.of(
          "DELTA_TABLE_NOT_FOUND",
          "DELTA_PATH_DOES_NOT_EXIST",
          "DELTA_SCHEMA_NOT_SET",
          "DELTA_METADATA_CHANGED",
          "DELTA_PROTOCOL_CHANGED");

  private static final int TRIES = 20;
  private static final long PAUSE_MILLIS = 250;

  private static final Pattern CATALOG_SCHEMA = Pattern.compile("\\w+\\.\\w+");

  private final SparkSession spark;
  private final String location;
  private final boolean inCatalog;

  private Home(SparkSession spark, String location, boolean inCatalog) {
    this.spark = spark;
    this.location = location;
    this.inCatalog = inCatalog;
  }

  /**
   * Opens a home; creates it where it is not there yet.
   *
   * @param home {@code catalog.schema} (two plain identifiers), or else a folder on any file system
   *     of Hadoop's
   * @throws HoneException if the schema or folder can neither be found nor created
   */
  public static Home open(SparkSession spark, String home) {
    requireNonNull(spark, "spark");
    if (home.isBlank()) {
      throw new IllegalArgumentException(
          "Invalid home '': it is empty. Give a folder such as ./hone-data, or catalog.schema.");
    }
    Home opened = isInCatalog(home) ? openSchema(spark, home) : openFolder(spark, home);
    spark.conf().set(SESSION_HOME, opened.location);
    return opened;
  }

  /** The home that was opened last in this session. */
  public static Optional<Home> ofSession(SparkSession spark) {
    String location = spark.conf().get(SESSION_HOME, "");
    return location.isEmpty()
        ? Optional.empty()
        : Optional.of(new Home(spark, location, isInCatalog(location)));
  }

  private static Home openFolder(SparkSession spark, String home) {
    try {
      Path folder = new Path(home);
      var fileSystem = folder.getFileSystem(spark.sessionState().newHadoopConf());
      Path full = fileSystem.makeQualified(folder);
      if (!fileSystem.mkdirs(full)) {
        throw new java.io.IOException("mkdirs said no");
      }
      return new Home(spark, full.toString(), false);
    } catch (java.io.IOException | IllegalArgumentException e) {
      throw new HoneException(
          "Cannot open home '"
              + home
              + "': "
              + e.getMessage()
              + ". Give a folder that this session may write, or catalog.schema.",
          e);
    }
  }

  /** Whether that names a schema of a catalog, which holds tables and no files. */
  public static boolean isInCatalog(String home) {
    return CATALOG_SCHEMA.matcher(home).matches();
  }

  private static Home openSchema(SparkSession spark, String home) {
    try {
      spark.sql("CREATE SCHEMA IF NOT EXISTS " + home);
    } catch (Exception e) { // AnalysisException is checked, but Scala does not declare it
      throw new HoneException(
          "Cannot open home '"
              + home
              + "': "
              + e.getMessage()
              + " Name a catalog and schema you may create tables in, or write ./"
              + home
              + " for a folder.",
          e);
    }
    return new Home(spark, home, true);
  }

  /** The folder's full path, or {@code catalog.schema}. */
  public String location() {
    return location;
  }

  public SparkSession spark() {
    return spark;
  }

  /**
   * Where files of that kind (adapters, reports) belong: a folder of the home, as a full path. Not
   * created here.
   *
   * @throws HoneException in a catalog, which holds tables only
   */
  public String folder(String name) {
    if (inCatalog) {
      throw new HoneException(
          "Home '"
              + location
              + "' is a catalog schema and holds no files. Give the path for '"
              + name
              + "' explicitly, such as /Volumes/CATALOG/SCHEMA/VOLUME/"
              + name
              + ".");
    }
    return location + "/" + name;
  }

  /**
   * Where the files of the ledger lie: the folder {@code ledger}; for a home in a catalog the one
   * that the session's conf {@code hone.ledger.folder} names.
   *
   * @throws HoneException in a catalog, if the conf names none
   */
  public String ledgerFolder() {
    String named = spark.conf().get(LEDGER_FOLDER, "");
    if (!named.isEmpty()) {
      return named;
    }
    if (inCatalog) {
      throw new HoneException(
          "Home '"
              + location
              + "' is a catalog schema and holds no files, which a ledger needs. Name a folder:"
              + " spark.conf().set(\"hone.ledger.folder\","
              + " \"/Volumes/CATALOG/SCHEMA/VOLUME/ledger\").");
    }
    return folder("ledger");
  }

  /** Says where the ledger's files of a session's homes lie that are in a catalog. */
  public static void keepLedgerIn(SparkSession spark, String folder) {
    spark.conf().set(LEDGER_FOLDER, folder);
  }

  /** Whether it has a place for a ledger's files. */
  public boolean keepsLedger() {
    return !inCatalog || !spark.conf().get(LEDGER_FOLDER, "").isEmpty();
  }

  /** The table's name in SQL. */
  public String sqlName(HomeTable table) {
    return inCatalog
        ? location + "." + table.name()
        : "delta.`" + path(table).replace("`", "``") + "`";
  }

  /** All rows of the table, all runs, with {@code run_id} and {@code schema_version}. */
  public Dataset<Row> read(HomeTable table) {
    create(table);
    return onceMade(() -> load(table));
  }

  private Dataset<Row> load(HomeTable table) {
    return inCatalog
        ? spark.read().table(sqlName(table))
        : spark.read().format("delta").load(path(table));
  }

  /** Tries again for a while where another job is making the same table at this moment. */
  private static <T> T onceMade(Supplier<T> action) {
    for (int left = TRIES; ; left--) {
      try {
        return action.get();
      } catch (Exception e) { // Delta's are checked ones that Scala does not declare
        if (left == 0 || !isBeingMade(e)) {
          throw e;
        }
        try {
          Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException interrupted) {
          Thread.currentThread().interrupt();
          throw e;
        }
      }
    }
  }

  private static boolean isBeingMade(Exception e) {
    return e instanceof SparkThrowable told && BEING_MADE.contains(told.getCondition());
  }

  /** The rows that one run wrote, in the columns of the table's schema. */
  public Dataset<Row> readRun(HomeTable table, String runId) {
    return read(table)
        .filter(functions.col(HomeTable.RUN_ID).equalTo(functions.lit(runId)))
        .select(columns(table.schema()));
  }

  /** As {@link #read(HomeTable)}, by the table's name. */
  public Dataset<Row> table(String name) {
    return TABLES.stream()
        .filter(table -> table.name().equals(name))
        .findFirst()
        .map(this::read)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "No table '"
                        + name
                        + "' in a home; it has "
                        + TABLES.stream().map(HomeTable::name).toList()
                        + "."));
  }

  /**
   * Adds rows. Writing again with the same application and the same or a lower version does
   * nothing, so that a replayed job doubles no row.
   *
   * @param rows has at least the columns of the table's schema; others are not stored
   * @param appId one per job, never one per task
   * @param version rises with every write of the job
   */
  public void append(HomeTable table, String runId, Dataset<Row> rows, String appId, long version) {
    save(
        table,
        rows(table, runId, rows)
            .mode("append")
            .option("txnAppId", appId)
            .option("txnVersion", version));
  }

  /**
   * Puts these rows in the place of all that the run wrote into the table before: one commit, so
   * that a resumed run neither doubles rows nor leaves half of them.
   *
   * @param rows has at least the columns of the table's schema; others are not stored
   */
  public void replaceRun(HomeTable table, String runId, Dataset<Row> rows) {
    if (!runId.matches("[\\w.:-]+")) {
      throw new IllegalArgumentException(
          "Invalid run id '" + runId + "'. Use letters, digits, '_', '-', '.' and ':'.");
    }
    save(
        table,
        rows(table, runId, rows)
            .mode("overwrite")
            .option("replaceWhere", HomeTable.RUN_ID + " = '" + runId + "'"));
  }

  /** Creates the table if it is not there; gives one of an earlier Hone the columns it lacks. */
  public void create(HomeTable table) {
    try {
      onceMade(
          () -> {
            makeOrExtend(table);
            return table;
          });
    } catch (Exception e) {
      throw new HoneException(
          "Cannot create table '"
              + table.name()
              + "' in home '"
              + location
              + "': "
              + e.getMessage()
              + " Hone.doctor(spark) says whether this session has Delta and may write there.",
          e);
    }
  }

  private void makeOrExtend(HomeTable table) {
    if (exists(table)) {
      addMissingColumns(table);
    } else {
      // SQL, because Delta's builder takes no three-part names.
      spark.sql(
          "CREATE TABLE IF NOT EXISTS "
              + sqlName(table)
              + " ("
              + table.storedSchema().toDDL()
              + ") USING delta PARTITIONED BY ("
              + HomeTable.RUN_ID
              + ") TBLPROPERTIES ('"
              + KEY_PROPERTY
              + "' = '"
              + String.join(",", table.key())
              + "', '"
              + VERSION_PROPERTY
              + "' = '"
              + table.version()
              + "')");
    }
  }

  private boolean exists(HomeTable table) {
    return inCatalog
        ? spark.catalog().tableExists(sqlName(table))
        : DeltaTable.isDeltaTable(spark, path(table));
  }

  private void addMissingColumns(HomeTable table) {
    List<String> there = Arrays.asList(load(table).schema().fieldNames());
    StructType missing = new StructType();
    for (StructField field : table.schema().fields()) {
      if (!there.contains(field.name())) {
        missing = missing.add(field.name(), field.dataType(), true); // old rows have none
      }
    }
    if (!missing.isEmpty()) {
      spark.sql("ALTER TABLE " + sqlName(table) + " ADD COLUMNS (" + missing.toDDL() + ")");
    }
  }

  private DataFrameWriter<Row> rows(HomeTable table, String runId, Dataset<Row> rows) {
    requireColumns(table, rows.schema());
    create(table);
    List<Column> stored = new ArrayList<>(Arrays.asList(columns(table.schema())));
    stored.add(functions.lit(runId).as(HomeTable.RUN_ID));
    stored.add(functions.lit(table.version()).as(HomeTable.SCHEMA_VERSION));
    return rows.select(stored.toArray(Column[]::new)).write().format("delta");
  }

  private void save(HomeTable table, DataFrameWriter<Row> writer) {
    if (inCatalog) {
      writer.saveAsTable(sqlName(table));
    } else {
      writer.save(path(table));
    }
  }

  private static void requireColumns(HomeTable table, StructType given) {
    List<String> problems = new ArrayList<>();
    for (StructField field : table.schema().fields()) {
      int index = Arrays.asList(given.fieldNames()).indexOf(field.name());
      if (index < 0) {
        problems.add("'" + field.name() + "' is missing");
      } else if (!given
          .fields()[index]
          .dataType()
          .catalogString()
          .equals(field.dataType().catalogString())) {
        problems.add(
            "'"
                + field.name()
                + "' is "
                + given.fields()[index].dataType().catalogString()
                + " where the table has "
                + field.dataType().catalogString());
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(
          "Cannot write table '"
              + table.name()
              + "': "
              + String.join("; ", problems)
              + ". The rows have "
              + Arrays.toString(given.fieldNames())
              + ".");
    }
  }

  private static Column[] columns(StructType schema) {
    return Arrays.stream(schema.fieldNames()).map(functions::col).toArray(Column[]::new);
  }

  private String path(HomeTable table) {
    // Not beside adapters/ and runs/: a Delta table's folder must hold nothing else (VACUUM).
    return location + "/tables/" + table.name();
  }

  @Override
  public String toString() {
    return "Home(" + location + ")";
  }
}
