package dev.hone.cli.commands;

import dev.hone.cli.report.Payback;
import dev.hone.cli.report.PaybackPage;
import dev.hone.cli.report.PaybackTable;
import dev.hone.cli.run.RunReports;
import dev.hone.profile.LogProfile;
import dev.hone.spark.calls.Calls;
import dev.hone.spark.ledger.OwnPrices;
import dev.hone.transformers.profile.ProfileCalls;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hone payback}. */
@Command(
    name = "payback",
    description = {
      "Says of each task of a log what is spent today, what a tuned model reaches, what getting"
          + " there cost, and after how many",
      "days that is paid back, by the runs of a home. On the screen and as one HTML page."
    })
final class PaybackCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      paramLabel = "TABLE",
      description = "A log: a table, a Delta folder, JSON Lines, or a table of calls.")
  private String table = "";

  @Mixin private HomeOption home = new HomeOption();

  @Option(
      names = "--files",
      paramLabel = "DIR",
      description =
          "Where the runs' files are, as it was given to run. Default: the home's own folder.")
  private @Nullable String files;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      defaultValue = "payback.html",
      description = "The page to write. Default: ${DEFAULT-VALUE}.")
  private String out = "";

  @Option(
      names = "--prices",
      paramLabel = "CSV|TABLE",
      description = "Prices in place of, or beside, the public list prices, as profile takes them.")
  private @Nullable String prices;

  PaybackCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (Session session = Session.open()) {
      session.reckonIn(prices);
      LogProfile profile =
          ProfileCalls.profile(
              Calls.read(session.spark(), table),
              table,
              OwnPrices.ofSession(session.spark()),
              ProfileCalls.STAND_IN);
      Payback payback = Payback.of(profile, RunReports.of(session.spark(), home.home, files));
      PageFile.write(Path.of(out), PaybackPage.render(payback));
      PaybackTable.lines(payback).forEach(console.out()::println);
      console.out().println();
      console.out().println("As a page: " + out);
      return Outcome.DONE;
    }
  }
}
