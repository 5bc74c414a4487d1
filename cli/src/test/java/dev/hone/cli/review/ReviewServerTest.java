package dev.hone.cli.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.HoneException;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReviewServerTest {
  private static final String ID = "0123456789abcdef0123456789abcdef";

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Review> reviews = SampleReviews.of(2);
  private final List<Reviewed> kept = Collections.synchronizedList(new ArrayList<>());
  private final ReviewServer server = new ReviewServer(reviews, "ann", kept::addAll, 0);

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
            reviews,
            "ann",
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

  @Test
  void saysWhenItsPortIsTaken() {
    int taken = URI.create(server.url()).getPort();
    assertThatThrownBy(() -> new ReviewServer(reviews, "ann", kept::addAll, taken))
        .isInstanceOf(HoneException.class)
        .hasMessageStartingWith("Cannot listen on port " + taken)
        .hasMessageContaining("--port");
  }
}
