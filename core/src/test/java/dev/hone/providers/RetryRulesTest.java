package dev.hone.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpHeaders;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RetryRulesTest {
  private static final RetryRules RULES = RetryRules.DEFAULT;

  private static HttpHeaders headers(String name, String value) {
    return HttpHeaders.of(Map.of(name, List.of(value)), (key, text) -> true);
  }

  @Test
  void asksAgainAfterTheSameStatusesAsTheVendorsClients() {
    HttpHeaders none = HttpHeaders.of(Map.of(), (key, text) -> true);
    for (int status : new int[] {408, 409, 429, 500, 502, 503, 529}) {
      assertThat(RULES.mayPass(status, none)).as("%s", status).isTrue();
    }
    for (int status : new int[] {400, 401, 403, 404, 413, 422}) {
      assertThat(RULES.mayPass(status, none)).as("%s", status).isFalse();
    }
    assertThat(RULES.mayPass(400, headers("x-should-retry", "true"))).isTrue();
    assertThat(RULES.mayPass(500, headers("x-should-retry", "false"))).isFalse();
  }

  @Test
  void heedsWhatTheServerAsksForUpToABound() {
    assertThat(RULES.pause(0, headers("retry-after", "7"), 0)).isEqualTo(Duration.ofSeconds(7));
    assertThat(RULES.pause(0, headers("retry-after", "0.5"), 0)).isEqualTo(Duration.ofMillis(500));
    assertThat(RULES.pause(0, headers("retry-after-ms", "30"), 0)).isEqualTo(Duration.ofMillis(30));
    assertThat(RULES.pause(0, headers("retry-after", "410400"), 0))
        .as("114 hours")
        .isEqualTo(Duration.ofMillis(500));
    assertThat(RULES.pause(0, headers("retry-after", "soon"), 0)).isEqualTo(Duration.ofMillis(500));
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(20));
    assertThat(RULES.pause(0, headers("retry-after", date), 0))
        .isBetween(Duration.ofSeconds(15), Duration.ofSeconds(20));
  }

  @Test
  void doublesItsPausesAndShortensThemAtRandom() {
    assertThat(
            List.of(0, 1, 2, 3, 4, 5).stream().map(retry -> RULES.pause(retry, null, 0).toMillis()))
        .containsExactly(500L, 1_000L, 2_000L, 4_000L, 8_000L, 8_000L);
    assertThat(RULES.pause(1, null, 0.999).toMillis()).isBetween(750L, 752L);
  }
}
