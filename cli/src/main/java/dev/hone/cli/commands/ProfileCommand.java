package dev.hone.cli.commands;

import dev.hone.calls.LoggedCall;
import dev.hone.cli.report.ProfilePage;
import dev.hone.cli.report.ProfileTable;
import dev.hone.json.Json;
import dev.hone.profile.LogProfile;
import dev.hone.profile.ProfileJson;
import dev.hone.spark.calls.Calls;
import dev.hone.spark.home.CallsTable;
import dev.hone.spark.ledger.OwnPrices;
import dev.hone.transformers.profile.ProfileCalls;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hone profile}. */
@Command(
    name = "profile",
    description = {
      "Says what is in a log before anything is decided: calls, tokens and money by model, day and"
          + " task, repeats, tools,",
      "and which tasks look worth tuning. On the screen and as one HTML page."
    })
final class ProfileCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      paramLabel = "TABLE",
      description = "A log: a table, a Delta folder, JSON Lines, or a table of calls.")
  private String table = "";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "profile.html",
      description = "The page to write. Default: ${DEFAULT-VALUE}.")
  private String out = "";

  @Option(
      names = "--prices",
      paramLabel = "CSV|TABLE",
      description =
          "Prices in place of, or beside, the public list prices:"
              + " model,input,cached_input,cache_write,output,as_of,where in USD per million"
              + " tokens.")
  private @Nullable String prices;

  @Option(
      names = "--stand-in",
      paramLabel = "MODEL",
      defaultValue = ProfileCalls.STAND_IN,
      description =
          "Listed model at whose price a small tuned one is reckoned. Default: ${DEFAULT-VALUE}.")
  private String standIn = "";

  @Option(names = "--json", description = "Print the profile as one line of JSON.")
  private boolean json;

  ProfileCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (Session session = Session.open()) {
      session.reckonIn(prices);
      Dataset<Row> calls = Calls.read(session.spark(), table);
      LogProfile profile =
          ProfileCalls.profile(calls, table, OwnPrices.ofSession(session.spark()), standIn);
      PageFile.write(Path.of(out), ProfilePage.render(profile, samples(calls, profile)));
      if (json) {
        console.out().println(Json.write(ProfileJson.of(profile)));
      } else {
        ProfileTable.lines(profile).forEach(console.out()::println);
        console.out().println();
        console.out().println("The whole profile: " + out);
      }
      return Outcome.DONE;
    }
  }

  private static Map<String, LoggedCall> samples(Dataset<Row> calls, LogProfile profile) {
    List<String> ids = profile.tasks().stream().flatMap(task -> task.sampleIds().stream()).toList();
    Map<String, LoggedCall> samples = new HashMap<>();
    if (!ids.isEmpty()) {
      for (Row row : calls.where(functions.col("id").isin(ids.toArray())).collectAsList()) {
        LoggedCall call = CallsTable.from(row);
        samples.put(call.id(), call);
      }
    }
    return samples;
  }
}
