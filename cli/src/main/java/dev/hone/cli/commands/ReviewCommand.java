package dev.hone.cli.commands;

import dev.hone.Hone;
import dev.hone.cli.review.ReviewServer;
import dev.hone.reviews.Review;
import dev.hone.reviews.Reviews;
import dev.hone.spark.home.ReviewStore;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code hone review}. */
@Command(
    name = "review",
    description = {
      "Shows answers that a judge left in doubt on a page of this machine, one at a time, to"
          + " approve, edit, reject or score.",
      "Decisions go to the home's table 'reviews' with who and when; the next run trains on them."
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
      description = "How many answers at most, the oldest. Default: ${DEFAULT-VALUE}.")
  private int limit;

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
      ReviewStore store = new ReviewStore(Hone.open(session.spark(), home.home));
      Reviews reviews = store.read();
      List<Review> open = reviews.open(reviewer, people);
      if (open.isEmpty()) {
        console
            .out()
            .println(
                reviews.all().isEmpty()
                    ? "Nothing is in doubt: no run of this home has asked people yet."
                    : "Nothing is left for " + reviewer + ".");
        print(reviews);
        return Outcome.DONE;
      }
      try (ReviewServer server =
          new ReviewServer(
              open.subList(0, Math.min(limit, open.size())), reviewer, store::keep, port)) {
        console
            .out()
            .println(
                open.size()
                    + (open.size() == 1 ? " answer is" : " answers are")
                    + " in doubt. Decide them here, and press q there to end: "
                    + server.url());
        server.awaitEnd();
      }
      print(store.read());
      return Outcome.DONE;
    }
  }

  private void print(Reviews reviews) {
    long decided = reviews.all().stream().filter(one -> !reviews.of(one).isEmpty()).count();
    console
        .out()
        .println(
            String.format(
                Locale.ROOT,
                "%,d of %,d answers decided; %,d are labels for the next run.",
                decided,
                reviews.all().size(),
                reviews.labels().size()));
    reviews
        .agreement()
        .ifPresent(
            agreement ->
                console
                    .out()
                    .println(
                        String.format(
                            Locale.ROOT,
                            "Two people decided %,d of them and agree on %,d (kappa %.2f).",
                            agreement.same().trials(),
                            agreement.same().successes(),
                            agreement.kappa())));
  }

  private static void check(boolean holds, String option, int value, String allowed) {
    if (!holds) {
      throw new IllegalArgumentException(
          "Invalid " + option + ": " + value + ". Use " + allowed + ".");
    }
  }
}
