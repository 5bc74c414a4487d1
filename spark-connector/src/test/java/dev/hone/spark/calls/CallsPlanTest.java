package dev.hone.spark.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.Hone;
import dev.hone.spark.home.CallsTable;
import dev.hone.spark.testing.LocalSpark;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.FileSourceScanExec;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** What Spark makes of the plan: what is read, what is filtered early, and the SQL form of it. */
class CallsPlanTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final String REQUEST = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  private static final String RESPONSE =
      "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"}}]}";

  @TempDir static Path folder;
  private static String helicone = "";

  @BeforeAll
  static void writeLog() {
    helicone = folder.resolve("helicone").toString();
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      rows.add(
          RowFactory.create(
              "r" + i,
              Timestamp.from(Instant.parse("2026-01-0" + (i + 1) + "T00:00:00Z")),
              i == 0 ? 500 : 200,
              i % 2 == 0 ? "gpt-a" : "gpt-b",
              REQUEST,
              RESPONSE,
              "never read",
              "10.0.0.1"));
    }
    SPARK
        .createDataFrame(
            rows,
            new StructType()
                .add("request_id", DataTypes.StringType)
                .add("request_created_at", DataTypes.TimestampType)
                .add("response_status", DataTypes.IntegerType)
                .add("request_model", DataTypes.StringType)
                .add("request_body", DataTypes.StringType)
                .add("response_body", DataTypes.StringType)
                .add("cost_center", DataTypes.StringType)
                .add("requester_ip", DataTypes.StringType))
        .write()
        .format("delta")
        .save(helicone);
    Hone.register(SPARK);
  }

  private static FileSourceScanExec scan(Dataset<Row> rows) {
    var plan = ((org.apache.spark.sql.classic.Dataset<Row>) rows).queryExecution().executedPlan();
    List<FileSourceScanExec> scans = new ArrayList<>();
    CollectionConverters.asJava(plan.collectLeaves())
        .forEach(
            leaf -> {
              if (leaf instanceof FileSourceScanExec scan) {
                scans.add(scan);
              }
            });
    assertThat(scans).as(plan.toString()).hasSize(1);
    return scans.get(0);
  }

  private static void assertFiltersGoDown(Dataset<Row> calls) {
    Dataset<Row> filtered =
        calls.filter(
            "ts >= timestamp'2026-01-02' AND status_code = 200 AND model_requested = 'gpt-a' AND"
                + " incomplete IS NULL");
    assertThat(scan(filtered).metadata().get("PushedFilters").get())
        .contains(
            "GreaterThanOrEqual(request_created_at,2026-01-02",
            "EqualTo(response_status,200)",
            "EqualTo(request_model,gpt-a)");
    assertThat(
            filtered.select("source_id").as(org.apache.spark.sql.Encoders.STRING()).collectAsList())
        .containsExactlyInAnyOrder("r2", "r4");
    assertThat(scan(filtered).requiredSchema().fieldNames())
        .contains("request_body")
        .doesNotContain("cost_center", "requester_ip");
  }

  @Test
  void filtersAndColumnsGoDownToTheLog() {
    assertFiltersGoDown(Calls.read(SPARK, helicone));
    assertFiltersGoDown(Calls.read(SPARK.read().format("delta").load(helicone)));
  }

  @Test
  void theReaderRunsOnceARowWhateverIsAskedOfIt() {
    Dataset<Row> calls =
        Calls.read(SPARK, helicone)
            .filter("incomplete IS NULL AND size(messages) = 1")
            .select("id", "messages", "completion");
    String plan =
        ((org.apache.spark.sql.classic.Dataset<Row>) calls)
            .queryExecution()
            .optimizedPlan()
            .toString();
    assertThat(plan.split("inline\\(UDF", -1)).as(plan).hasSize(2);
    assertThat(plan.split("UDF\\(", -1)).as(plan).hasSize(2);
  }

  @Test
  void sqlReadsTablesQueriesAndPaths() {
    SPARK.read().format("delta").load(helicone).createOrReplaceTempView("helicone_log");
    Dataset<Row> table = SPARK.sql("SELECT * FROM hone_calls(TABLE(helicone_log))");
    assertThat(table.schema().catalogString()).isEqualTo(CallsTable.SCHEMA.catalogString());
    assertFiltersGoDown(table);
    assertThat(table.select("source").distinct().collectAsList())
        .containsExactly(RowFactory.create("helicone_log"));
    assertThat(
            SPARK
                .sql("SELECT * FROM hone_calls(TABLE(SELECT * FROM helicone_log LIMIT 2))")
                .count())
        .isEqualTo(2);
    assertThat(
            SPARK.sql("SELECT source_version FROM hone_calls('" + helicone + "')").collectAsList())
        .hasSize(6)
        .containsOnly(RowFactory.create(0L));
    assertThat(
            SPARK
                .sql(
                    "SELECT dialect FROM hone_calls(TABLE(helicone_log), map('dialect',"
                        + " 'openai-responses'))")
                .distinct()
                .collectAsList())
        .containsExactly(RowFactory.create("helicone/openai-responses"));
    assertThatThrownBy(
            () -> SPARK.sql("SELECT * FROM hone_calls(TABLE(helicone_log), map('colour', 'red'))"))
        .hasMessageContaining("Unknown option 'colour'");
    assertThatThrownBy(() -> SPARK.sql("SELECT * FROM hone_calls(7)"))
        .hasMessageContaining("hone_calls takes TABLE(name)");
  }

  @Test
  void aTableHasOneNameForItsCalls() {
    SPARK.sql("CREATE TABLE helicone_named USING delta AS SELECT * FROM delta.`" + helicone + "`");
    try {
      List<Row> ids =
          Calls.read(SPARK, "helicone_named").select("id").orderBy("id").collectAsList();
      assertThat(
              Calls.read(SPARK, "spark_catalog.default.helicone_named")
                  .select("id")
                  .orderBy("id")
                  .collectAsList())
          .isEqualTo(ids);
      assertThat(
              SPARK
                  .sql("SELECT id FROM hone_calls(TABLE(helicone_named)) ORDER BY id")
                  .collectAsList())
          .isEqualTo(ids);
      assertThat(Calls.read(SPARK, "helicone_named").select("source").first().getString(0))
          .isEqualTo("spark_catalog.default.helicone_named");
    } finally {
      SPARK.sql("DROP TABLE helicone_named");
    }
  }

  @Test
  void aRowOfATraceIsAsManyCallsAsItHasChatSpans() {
    String body =
        "to_json(named_struct('messages', array(named_struct('role', 'user', 'content', 'Hi'))))";
    Dataset<Row> traces =
        SPARK.sql(
            "SELECT 't' AS trace_id, 'a' AS request, 'b' AS response, map('k', 'v') AS"
                + " trace_metadata, transform(array('x', 'y', 'z'), id -> named_struct('span_id',"
                + " id, 'attributes', map('mlflow.spanType', if(id = 'y', 'TOOL', 'CHAT_MODEL'),"
                + " 'mlflow.spanInputs', "
                + body
                + ", 'mlflow.spanOutputs', 'Hello'))) AS spans");
    assertThat(
            Calls.read(traces, "traces")
                .filter("incomplete IS NULL")
                .select("source_id", "completion.content")
                .collectAsList())
        .containsExactly(RowFactory.create("t/x", "Hello"), RowFactory.create("t/z", "Hello"));
  }

  @Test
  void readsAttributesOfTypeVariant() {
    Dataset<Row> spans =
        SPARK.sql(
            "SELECT 't' AS trace_id, 's' AS span_id, 1767323045000000000 AS start_time_unix_nano,"
                + " parse_json('{\"mlflow.spanType\":\"CHAT_MODEL\",\"mlflow.spanInputs\":{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]},"
                + "\"mlflow.spanOutputs\":{\"choices\":[{\"message\":{\"content\":\"Hello\"}}]}}') AS attributes");
    Row call = Calls.read(spans, "spans").first();
    assertThat(call.<String>getAs("dialect")).isEqualTo("mlflow/openai-chat");
    assertThat(call.<String>getAs("incomplete")).isNull();
  }

  @Test
  void readsAttributesInMapsAndStructs() {
    Dataset<Row> spans =
        SPARK.sql(
            "SELECT 't' AS trace_id, 's' AS span_id, timestamp'2026-01-02 03:04:05' AS start_time,"
                + " map('gen_ai.operation.name', 'chat', 'gen_ai.input.messages',"
                + " '[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Hi\"}]}]',"
                + " 'gen_ai.output.messages',"
                + " '[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Hello\"}]}]')"
                + " AS attributes, named_struct('code', 'OK', 'message', CAST(NULL AS STRING)) AS"
                + " status");
    Row call = Calls.read(spans, "spans").first();
    assertThat(call.<String>getAs("dialect")).isEqualTo("opentelemetry/openai-chat");
    assertThat(call.<String>getAs("incomplete")).isNull();
    assertThat(call.<Timestamp>getAs("ts"))
        .isEqualTo(Timestamp.from(Instant.parse("2026-01-02T03:04:05Z")));
    assertThat(Arrays.asList(call.schema().fieldNames()))
        .containsExactly(CallsTable.SCHEMA.fieldNames());
  }
}
