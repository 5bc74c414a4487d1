package dev.hone.cli.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hone.Hone;
import dev.hone.reviews.BlindPair;
import dev.hone.reviews.Review;
import dev.hone.reviews.Reviewed;
import dev.hone.reviews.Reviewed.Kind;
import dev.hone.reviews.Reviews;
import dev.hone.spark.home.ReviewStore;
import dev.hone.spark.testing.LocalSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The review page in a real browser, and what it leaves in Delta. */
class ReviewInBrowserTest {
  private static final List<Kind> KINDS =
      List.of(Kind.APPROVED, Kind.EDITED, Kind.REJECTED, Kind.SCORED);

  /** A browser that was ended may still be letting go of its files. */
  @TempDir(cleanup = CleanupMode.ON_SUCCESS)
  Path folder;

  @Test
  void twentyRowsAreDecidedByKeyboardAndKeptWithWhoAndWhen() {
    Optional<Path> program = Chromium.find();
    assumeTrue(
        program.isPresent(),
        "No chromium on the path: the review page was not tried in a browser. Install chromium.");
    long before = System.currentTimeMillis();
    String home = folder.resolve("home").toString();
    ReviewStore store = new ReviewStore(Hone.open(LocalSpark.session().newSession(), home));
    List<Review> asked = SampleReviews.of(20);
    store.ask("run-1", asked);
    List<Review> open = store.read().open("ann", 1);
    assertThat(open).hasSize(20);

    try (ReviewServer server = new ReviewServer(Sitting.named(open, "ann"), store::keep, 0);
        Chromium browser = Chromium.start(program.get(), folder.resolve("chromium"))) {
      browser.open(server.url(), "document.querySelectorAll('.review:not([hidden])').length === 1");
      assertThat(browser.value("document.body.dataset.evil")).as("logged text runs").isEmpty();
      assertThat(browser.value("document.querySelector('.review:not([hidden]) ins').textContent"))
          .isEqualTo("billing");
      for (int i = 0; i < open.size(); i++) {
        decide(browser, i);
      }
      browser.await("document.body.dataset.saved === '20'");
      assertThat(browser.value("document.getElementById('title').textContent"))
          .isEqualTo("All decided");
      browser.press('q');
      server.awaitEnd();
      compareBlind(browser, store, open.subList(0, 3));
    }

    Reviews read = new ReviewStore(Hone.open(LocalSpark.session().newSession(), home)).read();
    assertThat(read.open("ann", 1)).isEmpty();
    for (int i = 0; i < open.size(); i++) {
      assertThat(read.of(open.get(i))).hasSize(1);
      Reviewed decision = read.of(open.get(i)).get(0);
      assertThat(decision.reviewer()).isEqualTo("ann");
      assertThat(decision.epochMillis()).isBetween(before, System.currentTimeMillis());
      assertThat(decision.kind()).as("row %s", i).isEqualTo(KINDS.get(i % KINDS.size()));
      if (decision.kind() == Kind.APPROVED) {
        assertThat(decision.answer()).isEqualTo(open.get(i).proposed());
      } else if (decision.kind() == Kind.EDITED) {
        assertThat(decision.answer())
            .isEqualTo(open.get(i).proposed().withContent("!" + open.get(i).proposed().text()));
      } else if (decision.kind() == Kind.SCORED) {
        assertThat(decision.score()).isEqualTo(1 + i % 5);
        assertThat(decision.note()).isEqualTo("ok a");
      }
    }
    assertThat(read.labels()).hasSize(10);
  }

  /** By another reviewer, in the same browser: to start one takes longer than all else. */
  private static void compareBlind(Chromium browser, ReviewStore store, List<Review> pairs) {
    try (ReviewServer server = new ReviewServer(Sitting.blind(pairs, "bob"), store::keep, 0)) {
      browser.open(server.url(), "document.querySelectorAll('.review:not([hidden])').length === 1");
      assertThat(browser.value("document.querySelectorAll('del, ins, .edit').length"))
          .isEqualTo("0");
      browser.pressArrow("Left");
      browser.press('t');
      browser.press('a'); // decides nothing here
      browser.pressArrow("Right");
      browser.await("document.body.dataset.saved === '3'");
      browser.press('q');
      server.awaitEnd();
    }
    Reviews read = store.read();
    assertThat(pairs.stream().map(pair -> read.blindOf(pair).get(0).kind()))
        .containsExactly(
            new BlindPair(pairs.get(0), "bob").kind(BlindPair.Choice.LEFT),
            Kind.NEITHER_BETTER,
            new BlindPair(pairs.get(2), "bob").kind(BlindPair.Choice.RIGHT));
    assertThat(read.blindOf(pairs.get(0)).get(0).reviewer()).isEqualTo("bob");
  }

  private static void decide(Chromium browser, int row) {
    switch (KINDS.get(row % KINDS.size())) {
      case APPROVED -> browser.press('a');
      case EDITED -> {
        browser.press('e');
        browser.await("document.activeElement.tagName === 'TEXTAREA'");
        browser.value("document.activeElement.setSelectionRange(0, 0)");
        browser.press('!');
        browser.pressCtrlEnter();
      }
      case REJECTED -> browser.press('r');
      case SCORED -> {
        browser.press('n');
        browser.await("document.activeElement.classList.contains('note')");
        for (char letter : "ok a".toCharArray()) { // an 'a' in a note approves nothing
          browser.press(letter);
        }
        browser.pressEscape();
        browser.press((char) ('1' + row % 5));
      }
      case PROPOSED_BETTER, LOGGED_BETTER, NEITHER_BETTER ->
          throw new AssertionError("Blind decisions are made on another page.");
    }
  }
}
