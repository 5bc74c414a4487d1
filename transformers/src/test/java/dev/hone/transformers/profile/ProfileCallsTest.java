package dev.hone.transformers.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import dev.hone.Hone;
import dev.hone.calls.CallDraft;
import dev.hone.calls.LoggedCall;
import dev.hone.calls.PriceTable;
import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.chat.Usage;
import dev.hone.json.Json;
import dev.hone.profile.LogProfile;
import dev.hone.profile.Worth;
import dev.hone.spark.home.CallsTable;
import dev.hone.spark.testing.LocalSpark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Nine hundred calls whose numbers can be worked out by hand. Desk: 600 calls that ask 300 things
 * twice, 30 of which are answered in two ways. Mail: 300 calls, 30 of them refused, 30 by a model
 * without a price, 60 answered by calling a tool.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProfileCallsTest {
  private static final long DAY = 86_400_000L;
  private static final String DESK = "You sort tickets of a support desk into one of nine labels.";
  private static final String MAIL = "You answer letters that customers write, kindly and shortly.";
  private static final String TOOLS =
      "[{\"type\":\"function\",\"function\":{\"name\":\"lookup\"}}]";

  private final SparkSession spark = LocalSpark.session();
  private Dataset<Row> calls = spark.emptyDataFrame();
  private LogProfile profile;

  @BeforeAll
  void profileOnce() {
    List<LoggedCall> rows = new ArrayList<>();
    for (int i = 0; i < 900; i++) {
      rows.add(i % 3 == 2 ? mail(i, i / 3) : desk(i, i / 3 * 2 + i % 3));
    }
    calls =
        spark
            .createDataFrame(rows.stream().map(CallsTable::toRow).toList(), CallsTable.SCHEMA)
            .coalesce(1);
    profile = ProfileCalls.profile(calls, "logs");
  }

  @Test
  void addsUpAllCalls() {
    LogProfile.Sum total = profile.total();
    assertThat(total.calls()).isEqualTo(900);
    assertThat(total.complete()).isEqualTo(870);
    assertThat(total.counted()).isEqualTo(870);
    assertThat(total.input()).isEqualTo(600 * 20_000 + 270 * 500);
    assertThat(total.cached()).isEqualTo(270 * 100);
    assertThat(total.output()).isEqualTo(600 * 2000 + 270 * 50);
    assertThat(total.priced()).isEqualTo(840);
    // gpt-4.1: 2 and 8 a million; gpt-4.1-mini: 0.40, cached 0.10, and 1.60.
    double desk = 600 * (20_000 * 2 + 2000 * 8) / 1e6;
    double mail = 240 * (400 * 0.4 + 100 * 0.1 + 50 * 1.6) / 1e6;
    assertThat(total.usd()).isEqualTo(desk + mail, within(1e-9));
    assertThat(total.medianMillis()).isEqualTo(1000);
    assertThat(profile.from()).isEqualTo(1_700_000_000_000L);
    assertThat(profile.to()).isEqualTo(1_700_000_000_000L + 9 * DAY);
  }

  @Test
  void addsUpByModelStatusOutcomeAndDay() {
    assertThat(profile.models().stream().map(LogProfile.Sum::name))
        .containsExactly("gpt-4.1", "gpt-4.1-mini", "mystery");
    assertThat(profile.models().stream().map(LogProfile.Sum::calls))
        .containsExactly(600L, 270L, 30L);
    assertThat(profile.models().get(2).usdIfKnown()).isNull();
    assertThat(profile.statuses())
        .containsExactly(new LogProfile.Count("200", 870), new LogProfile.Count("429", 30));
    assertThat(profile.outcomes())
        .containsExactly(
            new LogProfile.Count("complete", 870), new LogProfile.Count("HTTP status 429", 30));
    assertThat(profile.days()).hasSize(10).allMatch(day -> day.calls() == 90);
    assertThat(profile.days().get(0).name()).isEqualTo("2023-11-14");
  }

  @Test
  void countsToolsAndRepeats() {
    assertThat(profile.tools()).containsExactly(new LogProfile.Tool("lookup", 360, 60));
    assertThat(profile.exactRepeats()).isEqualTo(300);
    assertThat(profile.nearRepeats()).isEqualTo(300);
    assertThat(profile.personalData()).contains(new LogProfile.Count("email", 30));
  }

  @Test
  void findsTasksAndWhatTheyAreWorth() {
    assertThat(profile.tasks()).hasSize(2);
    assertThat(profile.otherTasks()).isZero();
    LogProfile.Task desk = profile.tasks().get(0);
    assertThat(desk.label()).isEqualTo(DESK + "…"); // its prompt template
    assertThat(desk.sum().calls()).isEqualTo(600);
    assertThat(desk.distinct()).isEqualTo(300);
    assertThat(desk.agreement()).isEqualTo(0.95, within(1e-9)); // (270 x 2 + 30 x 1) / 600
    double ticket = "Ticket ".length() + 40;
    assertThat(desk.staticShare())
        .isEqualTo(DESK.length() / (DESK.length() + ticket), within(0.02));
    double month = 600 * (20_000 * 2 + 2000 * 8) / 1e6 * 30 / 9;
    double small =
        (12.0 * (1 - desk.staticShare()) * 0.1 + 1.2 * 0.4) * 30 / 9; // gpt-4.1-nano's prices
    assertThat(desk.worth().monthlyUsd()).isEqualTo(month, within(1e-9));
    assertThat(desk.worth().monthlySaving()).isEqualTo(month - small, within(1e-9));
    assertThat(desk.worth().verdict()).isEqualTo(Worth.Verdict.YES);
    assertThat(desk.sampleIds()).hasSize(2);

    LogProfile.Task mail = profile.tasks().get(1);
    assertThat(mail.label()).isEqualTo("letters"); // its tag
    assertThat(mail.distinct()).isEqualTo(270);
    assertThat(mail.agreement()).isNull();
    assertThat(mail.worth().verdict()).isEqualTo(Worth.Verdict.FEW_EXAMPLES);
  }

  @Test
  void isCalledFromSql() {
    Hone.register(spark);
    calls.limit(60).createOrReplaceTempView("logged_calls");
    Row row = spark.sql("CALL hone.profile(log => 'logged_calls')").head();
    assertThat(row.getLong(0)).isEqualTo(60);
    assertThat(Json.parse(row.getString(8)).path("tasks")).hasSize(2);
  }

  @Test
  void isATableInSql() {
    Hone.register(spark);
    calls.createOrReplaceTempView("logged_calls");
    assertThat(
            spark
                .sql(
                    "SELECT part, sum(calls) FROM hone_profile(TABLE(logged_calls)) WHERE part IN"
                        + " ('log', 'model', 'status', 'outcome', 'day', 'task') GROUP BY part")
                .collectAsList())
        .as("every part adds up to the whole")
        .hasSize(6)
        .allMatch(part -> part.getLong(1) == 900);
    Row desk =
        spark
            .sql(
                "SELECT key, calls, different, usd, monthly_saving, first_look FROM"
                    + " hone_profile(TABLE(SELECT * FROM logged_calls)) WHERE part = 'task' ORDER BY"
                    + " calls DESC")
            .head();
    LogProfile.Task same = profile.tasks().get(0);
    assertThat(desk.getString(0)).isEqualTo(same.key()).startsWith("task-");
    assertThat(desk.getLong(1)).isEqualTo(600);
    assertThat(desk.getLong(2)).isEqualTo(300);
    assertThat(desk.getDouble(3)).isEqualTo(same.sum().usd(), within(1e-9));
    assertThat(desk.getDouble(4)).isEqualTo(same.worth().monthlySaving(), within(1e-9));
    assertThat(desk.getString(5)).isEqualTo("worth tuning");
    assertThatThrownBy(
            () -> spark.sql("SELECT * FROM hone_profile(TABLE(logged_calls), map('x', 'y'))"))
        .hasMessageContaining("Unknown options [x] of hone_profile. There are [prices, standIn].");
  }

  @Test
  void isReckonedInUsersOwnPrices(@TempDir Path folder) throws IOException {
    Hone.register(spark);
    calls.createOrReplaceTempView("logged_calls");
    String all = "WHERE part = 'log'";
    String rows =
        "SELECT 'mystery' AS model, 1 AS input, null AS cached_input, null AS cache_write,"
            + " 0.5D AS output, date'2026-01-31' AS as_of, 'our contract' AS where";
    spark.sql(rows).createOrReplaceTempView("own_prices");
    Row priced =
        spark
            .sql(
                "SELECT priced, usd FROM hone_profile(TABLE(logged_calls), map('prices',"
                    + " 'own_prices')) "
                    + all)
            .head();
    assertThat(priced.getLong(0)).isEqualTo(870);
    double mystery = 30 * (500 * 1.0 + 50 * 0.5) / 1e6;
    assertThat(priced.getDouble(1)).isEqualTo(profile.total().usd() + mystery, within(1e-9));
    Path file =
        Files.writeString(
            folder.resolve("own.csv"),
            """
            model,input,cached_input,cache_write,output,as_of,where
            mystery,1,,,0.5,2026-01-31,our contract
            """);
    assertThat(
            spark
                .sql("CALL hone.profile(log => 'logged_calls', prices => '" + file + "')")
                .head()
                .getDouble(4))
        .isEqualTo(priced.getDouble(1), within(1e-9));
    assertThatThrownBy(
            () -> spark.sql("SELECT * FROM hone_profile(TABLE(logged_calls), map('prices', 'no'))"))
        .hasMessageContaining("Cannot find prices 'no': there is no such file and no such table.");
  }

  @Test
  void callsThatNothingNamesAreTasksByTheirPrompts() {
    List<LoggedCall> rows = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      String word = Json.sha256("word", String.valueOf(i)).replaceAll("[0-9]", "").substring(0, 12);
      String prompt =
          i % 4 == 3
              ? word.substring(0, 4) + " " + word.substring(4, 8) + " " + word.substring(8)
              : "Please translate the following sentence into German: " + word + "!";
      rows.add(
          call(
              i,
              200,
              "gpt-4.1",
              List.of(Message.user(prompt)),
              null,
              Message.assistant("gut"),
              new Usage(20_000, 2000, 0, 0, 0),
              Map.of()));
    }
    LogProfile found =
        ProfileCalls.profile(
            spark.createDataFrame(rows.stream().map(CallsTable::toRow).toList(), CallsTable.SCHEMA),
            "untagged");
    assertThat(found.tasks())
        .extracting(
            task -> task.label(), task -> task.sum().calls(), task -> task.worth().verdict())
        .containsExactly(
            tuple("Please translate the following sentence into German:", 300L, Worth.Verdict.YES),
            tuple("calls of no common prompt", 100L, Worth.Verdict.NO_TASK));
    assertThat(found.nearRepeats()).as("what all share repeats nothing").isZero();
  }

  @Test
  void refusesAStandInWithoutPrice() {
    assertThatThrownBy(
            () -> ProfileCalls.profile(calls, "logs", PriceTable.listPrices(), "my-model"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Cannot find a price of 'my-model'. Name a model of the price table, or add it there.");
  }

  private static LoggedCall desk(int i, int place) {
    String ticket = Json.sha256("ticket", String.valueOf(place / 2)).substring(0, 40);
    return call(
        i,
        200,
        "gpt-4.1",
        List.of(Message.system(DESK), Message.user("Ticket " + ticket)),
        place % 4 < 2 ? TOOLS : null,
        Message.assistant(place % 20 == 1 ? "billing" : "shipping"),
        new Usage(20_000, 2000, 0, 0, 0),
        Map.of());
  }

  private static LoggedCall mail(int i, int place) {
    boolean failed = place % 10 == 0;
    boolean calling = place % 5 == 1;
    Message answer =
        calling
            ? Message.calling(List.of(new ToolCall("c", "lookup", "{}")))
            : Message.assistant("Dear reader");
    return call(
        i,
        failed ? 429 : 200,
        place % 10 == 5 ? "mystery" : "gpt-4.1-mini",
        List.of(
            Message.system(MAIL),
            Message.user(
                Json.sha256("letter", String.valueOf(place)).substring(0, 40)
                    + (place % 10 == 3 ? " ann.lee@acme-tools.com" : ""))),
        calling ? TOOLS : null,
        failed ? null : answer,
        failed ? null : new Usage(500, 50, 100, 0, 0),
        Map.of("task", "letters"));
  }

  private static LoggedCall call(
      int i,
      int status,
      String model,
      List<Message> messages,
      @Nullable String tools,
      @Nullable Message answer,
      @Nullable Usage usage,
      Map<String, String> tags) {
    CallDraft call =
        CallDraft.of("logs", "row-" + i)
            .id(Json.sha256("id", String.valueOf(i)))
            .epochMillis(1_700_000_000_000L + i % 10 * DAY)
            .latencyMillis(1000L)
            .statusCode(status)
            .model("openai", model)
            .messages(messages)
            .toolsJson(tools)
            .usage(usage);
    tags.forEach(call::tag);
    return (answer == null ? call.incomplete("HTTP status 429") : call.completion(answer, "stop"))
        .toCall();
  }
}
