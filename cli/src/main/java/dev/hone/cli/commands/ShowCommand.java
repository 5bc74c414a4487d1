package dev.hone.cli.commands;

import dev.hone.calls.LoggedCall;
import dev.hone.cli.report.CallsPage;
import dev.hone.spark.calls.Calls;
import dev.hone.spark.home.CallsTable;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hone show}. */
@Command(
    name = "show",
    description =
        "Writes calls of a log as a page to read: conversations with tools and reasoning.")
final class ShowCommand implements Callable<Integer> {
  private static final int MOST = 500;

  private final Console console;

  @Parameters(
      paramLabel = "TABLE",
      description = "A log: a table, a Delta folder, JSON Lines, or a table of calls.")
  private String table = "";

  @Option(
      names = "--id",
      paramLabel = "ID",
      description = "A call's id, or the log's own key of it (source_id). May be given again.")
  private List<String> ids = List.of();

  @Option(
      names = "--where",
      paramLabel = "SQL",
      description = "Condition over the columns of calls, such as \"status_code <> 200\".")
  private @Nullable String where;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many at most, the newest. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "calls.html",
      description = "The page to write. Default: ${DEFAULT-VALUE}.")
  private String out = "";

  ShowCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException(
          "Invalid --limit: " + limit + ". Use 1 to " + MOST + "; a page is to be read.");
    }
    try (Session session = Session.open()) {
      Dataset<Row> calls = Calls.read(session.spark(), table);
      if (!ids.isEmpty()) {
        Object[] wanted = ids.toArray();
        calls =
            calls.where(
                functions.col("id").isin(wanted).or(functions.col("source_id").isin(wanted)));
      }
      if (where != null) {
        calls = calls.where(where);
      }
      long found = calls.count();
      if (found == 0) {
        throw new IllegalArgumentException(
            "Cannot find such a call in '" + table + "'. Look with --where, or leave --id out.");
      }
      List<LoggedCall> shown =
          calls
              .orderBy(functions.desc_nulls_last("ts"), functions.asc("id"))
              .limit(limit)
              .collectAsList()
              .stream()
              .map(CallsTable::from)
              .toList();
      PageFile.write(Path.of(out), CallsPage.render(table, shown, found));
      console.out().println(shown.size() + " of " + found + " calls: " + out);
      return Outcome.DONE;
    }
  }
}
