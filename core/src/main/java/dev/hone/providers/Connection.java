package dev.hone.providers;

import static java.util.Objects.requireNonNull;

import dev.hone.calls.Price;
import java.io.Serializable;
import java.net.URI;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a provider is reached: where, with which key and how fast. It holds where the key is and
 * never the key, so it may travel and be printed.
 *
 * @param name what models call it by: {@code openai:NAME} uses the connection {@code openai}, and
 *     {@code openai:NAME?connection=team-b} the connection {@code team-b}
 * @param baseUrl the API's address up to its version, such as {@code https://host/v1}; null for the
 *     provider's own
 * @param key where the key is; null for the provider's usual environment variable
 * @param requestsPerMinute the most requests a minute that all executors of a job send together; 0
 *     for no bound
 * @param tokensPerMinute the most tokens a minute likewise, prompts and answers; 0 for no bound
 * @param allowsPrivate whether the address may be of one's own machine or network, and plain http
 * @param connectTimeout how long a connection may take
 * @param requestTimeout how long one answer may take
 * @param inFlight the most requests that one process has under way
 * @param retry when a failed request is sent again
 * @param inputUsd USD for a million tokens read, or null for the list price
 * @param outputUsd USD for a million tokens written, or null for the list price
 */
public record Connection(
    String name,
    @Nullable String baseUrl,
    @Nullable KeyRef key,
    int requestsPerMinute,
    int tokensPerMinute,
    boolean allowsPrivate,
    Duration connectTimeout,
    Duration requestTimeout,
    int inFlight,
    RetryRules retry,
    @Nullable Double inputUsd,
    @Nullable Double outputUsd)
    implements Serializable {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]*");

  public Connection {
    requireNonNull(connectTimeout, "connectTimeout");
    requireNonNull(requestTimeout, "requestTimeout");
    requireNonNull(retry, "retry");
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "Invalid name of a connection: '" + name + "'. Use letters, digits, '.', '_' and '-'.");
    }
    if (requestsPerMinute < 0 || tokensPerMinute < 0) {
      throw new IllegalArgumentException(
          "Invalid rate of connection '" + name + "': below 0. Use 0 for no bound.");
    }
    if (inFlight < 1) {
      throw new IllegalArgumentException(
          "Invalid inFlight of connection '" + name + "': " + inFlight + ". Use 1 or more.");
    }
    if (baseUrl != null) {
      Addresses.checkForm(name, URI.create(baseUrl), allowsPrivate);
    }
  }

  /** A connection to the provider's own address, with its usual key, unbounded. */
  public static Connection named(String name) {
    return new Connection(
        name,
        null,
        null,
        0,
        0,
        false,
        Duration.ofSeconds(10),
        Duration.ofSeconds(120),
        64,
        RetryRules.DEFAULT,
        null,
        null);
  }

  /** At another address; https, unless {@link #allowingPrivate} was said before. */
  public Connection at(String newBaseUrl) {
    return new Connection(
        name,
        newBaseUrl,
        key,
        requestsPerMinute,
        tokensPerMinute,
        allowsPrivate,
        connectTimeout,
        requestTimeout,
        inFlight,
        retry,
        inputUsd,
        outputUsd);
  }

  /** With the key that lies there: {@code env:..}, {@code file:..} or {@code secret:..}. */
  public Connection withKey(String reference) {
    return new Connection(
        name,
        baseUrl,
        KeyRef.parse(reference),
        requestsPerMinute,
        tokensPerMinute,
        allowsPrivate,
        connectTimeout,
        requestTimeout,
        inFlight,
        retry,
        inputUsd,
        outputUsd);
  }

  public Connection withRates(int newRequestsPerMinute, int newTokensPerMinute) {
    return new Connection(
        name,
        baseUrl,
        key,
        newRequestsPerMinute,
        newTokensPerMinute,
        allowsPrivate,
        connectTimeout,
        requestTimeout,
        inFlight,
        retry,
        inputUsd,
        outputUsd);
  }

  /** With the share of the rates that one of so many processes has. */
  public Connection sharedBy(int processes) {
    return processes <= 1
        ? this
        : withRates(share(requestsPerMinute, processes), share(tokensPerMinute, processes));
  }

  private static int share(int rate, int processes) {
    return rate == 0 ? 0 : Math.max(1, rate / processes);
  }

  /** To one's own machine or network, over http where the address says so. */
  public Connection allowingPrivate() {
    return new Connection(
        name,
        baseUrl,
        key,
        requestsPerMinute,
        tokensPerMinute,
        true,
        connectTimeout,
        requestTimeout,
        inFlight,
        retry,
        inputUsd,
        outputUsd);
  }

  public Connection withTimeouts(Duration connect, Duration request) {
    return new Connection(
        name,
        baseUrl,
        key,
        requestsPerMinute,
        tokensPerMinute,
        allowsPrivate,
        connect,
        request,
        inFlight,
        retry,
        inputUsd,
        outputUsd);
  }

  public Connection withInFlight(int requests) {
    return new Connection(
        name,
        baseUrl,
        key,
        requestsPerMinute,
        tokensPerMinute,
        allowsPrivate,
        connectTimeout,
        requestTimeout,
        requests,
        retry,
        inputUsd,
        outputUsd);
  }

  public Connection withRetry(RetryRules rules) {
    return new Connection(
        name,
        baseUrl,
        key,
        requestsPerMinute,
        tokensPerMinute,
        allowsPrivate,
        connectTimeout,
        requestTimeout,
        inFlight,
        rules,
        inputUsd,
        outputUsd);
  }

  /** With prices of its own, in USD for a million tokens. */
  public Connection withPrices(double newInputUsd, double newOutputUsd) {
    return new Connection(
        name,
        baseUrl,
        key,
        requestsPerMinute,
        tokensPerMinute,
        allowsPrivate,
        connectTimeout,
        requestTimeout,
        inFlight,
        retry,
        newInputUsd,
        newOutputUsd);
  }

  /** The connection's own price, or null where list prices hold. */
  public @Nullable Price price(String model) {
    return inputUsd == null || outputUsd == null
        ? null
        : new Price(
            model,
            inputUsd,
            inputUsd,
            inputUsd,
            outputUsd,
            LocalDate.now(ZoneOffset.UTC),
            "connection " + name);
  }
}
