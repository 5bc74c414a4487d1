package dev.hone.cli.commands;

import dev.hone.Hone;
import dev.hone.cli.review.ReviewServer;
import dev.hone.cli.review.Sitting;
import dev.hone.reviews.JudgeAlignment;
import dev.hone.reviews.JudgedAnswer;
import dev.hone.reviews.Review;
import dev.hone.reviews.Reviews;
import dev.hone.spark.home.Home;
import dev.hone.spark.home.ReviewStore;
import dev.hone.spark.home.VerdictsTable;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hone review}. */
@Command(
    name = "review",
    description = {
      "Shows answers on a page of this machine, one at a time, to approve, edit, reject or score:"
          + " those that a judge left in doubt, some drawn at random, and some to novel and to"
          + " frequent requests.",
      "Decisions go to the home's table 'reviews' with who and when; the next run trains on them,"
          + " and judges are held against them."
    })
final class ReviewCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private HomeOption home = new HomeOption();

  @Option(
      names = "--reviewer",
      paramLabel = "NAME",
      defaultValue = "${sys:user.name}",
      description = "Who decides. Default: ${DEFAULT-VALUE}.")
  private String reviewer = "";

  @Option(
      names = "--people",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "How many people are to decide each answer; 2 tells how far they agree. Default:"
              + " ${DEFAULT-VALUE}.")
  private int people;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description =
          "How many answers at most: first those picked for a judge's doubt, then those drawn at"
              + " random. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(
      names = "--blind",
      description =
          "Shows two answers and not whose they are, the logged one and the tuned model's: which is"
              + " better? Of what the last run drew at random, where the two differ, but for those"
              + " that you have reviewed by name: so compare first. Whose they were is told at the"
              + " end, of all together.")
  private boolean blind;

  @Option(
      names = "--summary",
      description = "Prints what people decided and how judges do beside them; opens no page.")
  private boolean summary;

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "0",
      description = "Port of this machine to serve the page on. Default: any that is free.")
  private int port;

  ReviewCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    check(people > 0, "--people", people, "1 or more");
    check(limit > 0, "--limit", limit, "1 or more");
    check(port >= 0 && port < 1 << 16, "--port", port, "0 to 65535");
    try (Session session = Session.open()) {
      Home opened = Hone.open(session.spark(), home.home);
      ReviewStore store = new ReviewStore(opened);
      Reviews reviews = store.read();
      if (summary) {
        print(opened, reviews);
        return Outcome.DONE;
      }
      List<Review> open =
          blind
              ? reviews
                  .lastDraw()
                  .map(run -> reviews.openBlind(run, reviewer, people))
                  .orElse(List.of())
              : reviews.open(reviewer, people);
      if (open.isEmpty()) {
        console.out().println(nothing(reviews));
        print(opened, reviews);
        return Outcome.DONE;
      }
      List<Review> shown = open.subList(0, Math.min(limit, open.size()));
      Sitting sitting = blind ? Sitting.blind(shown, reviewer) : Sitting.named(shown, reviewer);
      try (ReviewServer server = new ReviewServer(sitting, store::keep, port)) {
        console
            .out()
            .println(
                open.size()
                    + (open.size() == 1 ? " answer is" : " answers are")
                    + " to be decided. Decide here, and press q there to end: "
                    + server.url());
        server.awaitEnd();
      }
      print(opened, store.read());
      return Outcome.DONE;
    }
  }

  private String nothing(Reviews reviews) {
    if (reviews.all().isEmpty()) {
      return "Nothing to decide: no run of this home has asked people yet.";
    }
    return blind && reviews.lastDraw().isEmpty()
        ? "Nothing to compare: no run of this home has drawn answers at random yet."
        : "Nothing is left for " + reviewer + ".";
  }

  private void print(Home home, Reviews reviews) {
    ReviewSummary.ofPeople(reviews).forEach(console.out()::println);
    List<JudgedAnswer> judged;
    try {
      judged = VerdictsTable.judgedAnswers(home);
    } catch (Exception e) { // whoever may review need not be allowed to read verdicts
      console
          .out()
          .println(
              "No figures of judges: cannot read the table verdicts of "
                  + home.location()
                  + ": "
                  + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                  + " They need the right to read that table.");
      return;
    }
    JudgeAlignment.of(reviews, judged)
        .forEach(judge -> ReviewSummary.of(judge).forEach(console.out()::println));
  }

  private static void check(boolean holds, String option, int value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Invalid " + option + ": " + value + ". Use " + allowed + ".");
    }
  }
}
