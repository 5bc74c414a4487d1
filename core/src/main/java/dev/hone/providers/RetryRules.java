package dev.hone.providers;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.net.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a failed request is sent again, as OpenAI's and Anthropic's own clients do it: after 408,
 * 409, 429, 5xx and broken connections, unless the server says otherwise in {@code x-should-retry};
 * after as long as {@code retry-after-ms} or {@code retry-after} say where that is at most {@link
 * #longestRetryAfter}, else after a pause that doubles, less up to a quarter at random.
 *
 * @param retries how often one request is sent again
 * @param firstPause the pause before the first retry
 * @param longestPause what pauses double up to
 * @param longestRetryAfter a server that asks for more patience than this is not heeded
 * @param longestWait the most time one request may take, pauses and all; so long do all wait
 *     together for a server that stopped answering
 * @param longestUnanswered so long do all wait together for a server that never answered yet
 */
public record RetryRules(
    int retries,
    Duration firstPause,
    Duration longestPause,
    Duration longestRetryAfter,
    Duration longestWait,
    Duration longestUnanswered)
    implements Serializable {
  /** The vendors' pauses; more retries than their two, since nobody sits and waits for a row. */
  public static final RetryRules DEFAULT =
      new RetryRules(
          6,
          Duration.ofMillis(500),
          Duration.ofSeconds(8),
          Duration.ofSeconds(60),
          Duration.ofMinutes(10),
          Duration.ofSeconds(30));

  private static final double JITTER = 0.25;

  public RetryRules {
    requireNonNull(firstPause, "firstPause");
    requireNonNull(longestPause, "longestPause");
    requireNonNull(longestRetryAfter, "longestRetryAfter");
    requireNonNull(longestWait, "longestWait");
    requireNonNull(longestUnanswered, "longestUnanswered");
    if (retries < 0) {
      throw new IllegalArgumentException("Invalid retries: " + retries + ". Use 0 or more.");
    }
  }

  boolean mayPass(int status, HttpHeaders headers) {
    String advice = headers.firstValue("x-should-retry").orElse("");
    if (advice.equals("true") || advice.equals("false")) {
      return advice.equals("true");
    }
    return status == 408 || status == 409 || status == 429 || status >= 500;
  }

  /**
   * The pause before a retry.
   *
   * @param retry 0 before the first
   * @param headers of the response that failed, or null where none came
   * @param random in [0, 1)
   */
  Duration pause(int retry, @Nullable HttpHeaders headers, double random) {
    Optional<Duration> asked = headers == null ? Optional.empty() : retryAfter(headers);
    if (asked.isPresent()) {
      return asked.get();
    }
    double doubled = firstPause.toMillis() * Math.pow(2, Math.min(retry, 30));
    double millis = Math.min(doubled, (double) longestPause.toMillis()) * (1 - JITTER * random);
    return Duration.ofMillis(Math.round(millis));
  }

  /** What the server asks for, where it is a time that can be waited. */
  Optional<Duration> retryAfter(HttpHeaders headers) {
    Double millis = number(headers.firstValue("retry-after-ms").orElse(null));
    if (millis == null) {
      String text = headers.firstValue("retry-after").orElse(null);
      Double seconds = number(text);
      millis = seconds != null ? Double.valueOf(seconds * 1_000) : untilDate(text);
    }
    return millis == null || !(millis > 0) || millis > longestRetryAfter.toMillis()
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.round(millis)));
  }

  private static @Nullable Double number(@Nullable String text) {
    try {
      return text == null ? null : Double.valueOf(text.strip());
    } catch (NumberFormatException e) {
      return null; // perhaps a date
    }
  }

  private static @Nullable Double untilDate(@Nullable String text) {
    try {
      return text == null
          ? null
          : (double)
              Duration.between(
                      Instant.now(),
                      ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME))
                  .toMillis();
    } catch (DateTimeException e) {
      return null; // neither: not heeded
    }
  }
}
