package dev.hone.cli.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.HoneException;
import dev.hone.chat.Message;
import dev.hone.reviews.BlindPair;
import dev.hone.reviews.Reasons;
import dev.hone.reviews.Review;
import dev.hone.reviews.Reviewed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReviewServerTest {
  private static final String ID = "0123456789abcdef0123456789abcdef";

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Review> reviews = SampleReviews.of(2);
  private final List<Reviewed> kept = Collections.synchronizedList(new ArrayList<>());
  private final ReviewServer server =
      new ReviewServer(Sitting.named(reviews, "ann"), kept::addAll, 0);

  @AfterEach
  void end() {
    server.close();
  }

  private HttpResponse<String> get(String url) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> decide(String type, String json) throws Exception {
    return decide(server, type, json);
  }

  private HttpResponse<String> decide(ReviewServer to, String type, String json) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(to.url() + "decide"))
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private String approval(int review) {
    return "{\"id\":\""
        + ID
        + "\",\"review\":\""
        + reviews.get(review).id()
        + "\",\"decision\":\"approved\"}";
  }

  @Test
  void showsLoggedTextAsText() throws Exception {
    HttpResponse<String> page = get(server.url());
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Security-Policy").orElse(""))
        .startsWith("default-src 'none'")
        .contains("frame-ancestors 'none'");
    assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
    assertThat(page.body())
        .contains("&lt;script&gt;document.body")
        .contains("<del>law</del>", "<ins>billing</ins>")
        .doesNotContain("<script>document", "</textarea>0");
  }

  @Test
  void isForWhoeverHasTheWholeAddress() throws Exception {
    String token = URI.create(server.url()).getPath();
    assertThat(get(server.url().replace(token, "/")).statusCode()).isEqualTo(403);
    assertThat(get(server.url().replace(token, "/0/")).statusCode()).isEqualTo(403);
    assertThat(get(server.url() + "other").statusCode()).isEqualTo(404);
    assertThat(statusFor("evil.example", token)).contains("403");
    assertThat(statusFor("127.0.0.1:" + URI.create(server.url()).getPort(), token)).contains("200");
  }

  /** The first line of the answer to a request that names another host, as after DNS rebinding. */
  private String statusFor(String host, String path) throws IOException {
    try (Socket socket =
        new Socket(InetAddress.getLoopbackAddress(), URI.create(server.url()).getPort())) {
      String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return String.valueOf(
          new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
              .readLine());
    }
  }

  @Test
  void aDecisionThatIsSentAgainIsKeptOnce() throws Exception {
    assertThat(decide("application/json", approval(0)).statusCode()).isEqualTo(204);
    assertThat(decide("application/json", approval(0)).statusCode()).isEqualTo(204);
    assertThat(kept).hasSize(1);
    Reviewed decision = kept.get(0);
    assertThat(decision.reviewer()).isEqualTo("ann");
    assertThat(decision.answer()).isEqualTo(reviews.get(0).proposed());
    assertThat(get(server.url()).body())
        .doesNotContain(reviews.get(0).id())
        .contains(reviews.get(1).id());
  }

  @Test
  void refusesWhatDecidesNothing() throws Exception {
    assertThat(decide("text/plain", approval(0)).statusCode()).isEqualTo(400);
    assertThat(decide("application/json", "{").body()).startsWith("A decision is one JSON object");
    assertThat(decide("application/json", approval(0).replace("approved", "liked")).body())
        .startsWith("Unknown decision 'liked'.");
    assertThat(decide("application/json", approval(0).replace("approved", "scored")).body())
        .startsWith("Invalid score of a decision 'scored': 0.");
    assertThat(decide("application/json", approval(0).replace("approved", "edited")).body())
        .isEqualTo("The edited answer is empty. Write it, or reject.");
    assertThat(decide("application/json", approval(0).replace(reviews.get(0).id(), "x")).body())
        .startsWith("Unknown review.");
    assertThat(decide("application/json", approval(0).replace(ID, "x")).body())
        .startsWith("Invalid id of a decision");
    assertThat(kept).isEmpty();
  }

  @Test
  void whatCouldNotBeKeptMaySucceedWhenSentAgain() throws Exception {
    List<Reviewed> later = Collections.synchronizedList(new ArrayList<>());
    boolean[] down = {true};
    try (ReviewServer shaky =
        new ReviewServer(
            Sitting.named(reviews, "ann"),
            batch -> {
              if (down[0]) {
                throw new IllegalStateException("disk full");
              }
              later.addAll(batch);
            },
            0)) {
      HttpResponse<String> refused = decide(shaky, "application/json", approval(0));
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(refused.body()).contains("disk full");
      down[0] = false;
      assertThat(decide(shaky, "application/json", approval(0)).statusCode()).isEqualTo(204);
      assertThat(later).hasSize(1);
    }
  }

  /** What the page holds for people and scripts, its random tokens aside. */
  private static String content(String page) {
    return page.substring(page.indexOf("</style>")).replaceAll("\\b[0-9a-f]{32}\\b", "TOKEN");
  }

  private static Review pair(String logged, String proposed) {
    return Review.of(
        "example",
        "group",
        "tuned",
        Reasons.NONE.withDraw("run-1"),
        List.of(Message.user("?")),
        Message.assistant(logged),
        Message.assistant(proposed));
  }

  @Test
  void aBlindPageIsTheSameWhoeverGaveTheLeftAnswer() throws Exception {
    Review one = pair("a short answer", "another answer");
    Review swapped = pair("another answer", "a short answer");
    String reviewer =
        IntStream.range(0, 100)
            .mapToObj(i -> "reviewer " + i)
            .filter(
                name -> new BlindPair(one, name).left().equals(new BlindPair(swapped, name).left()))
            .findFirst()
            .orElseThrow();
    List<String> pages = new ArrayList<>();
    for (Review review : List.of(one, swapped)) {
      try (ReviewServer blind =
          new ReviewServer(Sitting.blind(List.of(review), reviewer), kept::addAll, 0)) {
        pages.add(get(blind.url()).body());
      }
    }
    assertThat(content(pages.get(0)))
        .isEqualTo(content(pages.get(1)))
        .contains("<mark>", "data-decision='left'")
        .doesNotContain("logged", "proposed", "tuned", "drawn", "<del>", "<ins>");
    assertThat(pages.get(0)).doesNotContain(one.id(), one.exampleId(), "group");
    assertThat(one.id()).isNotEqualTo(swapped.id());
  }

  @Test
  void aBlindChoiceIsKeptAsADecisionOnTheReview() throws Exception {
    try (ReviewServer blind = new ReviewServer(Sitting.blind(reviews, "bob"), kept::addAll, 0)) {
      Matcher tokens = Pattern.compile("data-id='([0-9a-f]{32})'").matcher(get(blind.url()).body());
      assertThat(tokens.find()).isTrue();
      String choice =
          "{\"id\":\"" + ID + "\",\"review\":\"" + tokens.group(1) + "\",\"decision\":\"left\"}";
      assertThat(decide(blind, "application/json", choice.replace("left", "approved")).body())
          .isEqualTo("Unknown choice 'approved'. Use left, right or tie.");
      assertThat(decide(blind, "application/json", approval(0)).body())
          .startsWith("Unknown review.");
      assertThat(decide(blind, "application/json", choice).statusCode()).isEqualTo(204);
      assertThat(get(blind.url()).body()).doesNotContain(tokens.group(1));
    }
    assertThat(kept).hasSize(1);
    Reviewed decision = kept.get(0);
    Review first = reviews.get(0);
    assertThat(decision.reviewId()).isEqualTo(first.id());
    assertThat(decision.reviewer()).isEqualTo("bob");
    assertThat(decision.kind())
        .isEqualTo(
            new BlindPair(first, "bob").left().equals(first.proposed())
                ? Reviewed.Kind.PROPOSED_BETTER
                : Reviewed.Kind.LOGGED_BETTER);
    assertThat(decide("application/json", approval(0).replace("approved", "logged_better")).body())
        .startsWith("Decision 'logged_better' is on answers whose authors are not named.");
  }

  @Test
  void saysWhenItsPortIsTaken() {
    int taken = URI.create(server.url()).getPort();
    assertThatThrownBy(() -> new ReviewServer(Sitting.named(reviews, "ann"), kept::addAll, taken))
        .isInstanceOf(HoneException.class)
        .hasMessageStartingWith("Cannot listen on port " + taken)
        .hasMessageContaining("--port");
  }
}
