package dev.hone.providers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.ModelException;
import dev.hone.chat.ModelException.Kind;
import dev.hone.json.Json;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A model's server: how it is spoken to, and what its failures mean. Messages name the model, the
 * host, the status and the error's code, never a body or the key.
 *
 * @param model its name there
 * @param endpoint where requests go
 * @param keyHeader the key's header and what stands before the key
 * @param headers of every request, the key's apart
 */
record Server(
    String model,
    URI endpoint,
    ApiKey key,
    Map.Entry<String, String> keyHeader,
    Map<String, String> headers,
    Connection connection) {
  private static final Pattern CODE = Pattern.compile("[a-z][a-z0-9_]{0,47}");

  /**
   * A request that brought no answer.
   *
   * @param headers of the response, or null where none came
   */
  record Failure(Kind kind, String text, @Nullable HttpHeaders headers) {}

  HttpClient client() {
    return HttpClient.newBuilder()
        .connectTimeout(connection.connectTimeout())
        .followRedirects(HttpClient.Redirect.NEVER) // a redirect would carry the key elsewhere
        // Over HTTP/2 more requests than the server's streams fail instead of waiting.
        .version(HttpClient.Version.HTTP_1_1)
        .proxy(ProxySelector.getDefault())
        .build();
  }

  /**
   * A request to an address of this server.
   *
   * @throws ModelException if the address is one that the connection does not allow
   */
  HttpRequest.Builder to(URI address) {
    Addresses.check(connection.name(), address, connection.allowsPrivate());
    HttpRequest.Builder builder = HttpRequest.newBuilder(address);
    headers.forEach(builder::header);
    key.addTo(builder, keyHeader.getKey(), keyHeader.getValue());
    return builder;
  }

  /** The model and its host, for messages. */
  String where() {
    return model + " at " + endpoint.getHost();
  }

  /**
   * What it means that no response came, or not wholly.
   *
   * @param status of the response that broke off, or 0 where none began
   */
  Failure broken(int status, boolean timedOut, @Nullable Throwable problem) {
    Throwable cause = ModelException.unwrapped(problem == null ? new Exception() : problem);
    if (timedOut || cause instanceof HttpTimeoutException) {
      return cause instanceof HttpConnectTimeoutException
          ? new Failure(Kind.CONNECTION, "No connection to " + where() + " in time", null)
          : new Failure(Kind.TIMEOUT, "No whole answer from " + where() + " in time", null);
    }
    // Its own text names no body and no key, but may name an address within: the class is enough.
    String what = cause.getClass().getSimpleName();
    return status == 0
        ? new Failure(Kind.CONNECTION, "No answer from " + where() + ": " + what, null)
        : new Failure(Kind.UNREADABLE, "The answer from " + where() + " broke off: " + what, null);
  }

  /** What a response of another status than 2xx means. */
  Failure refused(HttpResponse<String> response) {
    int status = response.statusCode();
    String what = where() + " said HTTP " + status + code(response.body());
    Kind kind = kind(status);
    String fix =
        switch (kind) {
          case RATE_LIMITED ->
              ". Lower the rate of connection '" + connection.name() + "', or ask again later";
          case UNAUTHORIZED ->
              key.isSet()
                  ? ". It does not accept the key in " + key.from()
                  : ". It wants a key: put it into " + key.from();
          case NOT_FOUND -> ". There is no such model or path: check the model's name";
          case INVALID_REQUEST -> ". It cannot answer this request";
          default -> "";
        };
    return new Failure(kind, what + fix, response.headers());
  }

  /** What kind of failure a status is. */
  static Kind kind(int status) {
    if (status == 429) {
      return Kind.RATE_LIMITED;
    }
    if (status == 408 || status == 409 || status >= 500) {
      return Kind.UNAVAILABLE;
    }
    if (status == 401 || status == 403) {
      return Kind.UNAUTHORIZED;
    }
    return status == 404 ? Kind.NOT_FOUND : Kind.INVALID_REQUEST;
  }

  private String code(String body) {
    JsonNode node = Json.read(body);
    return node == null ? "" : code(node.path("error"));
  }

  /**
   * An error's code in brackets where it is plainly a code: its message may quote the request or
   * the key.
   */
  String code(JsonNode error) {
    for (String field : new String[] {"code", "type"}) {
      String code = error.path(field).asText("");
      if (CODE.matcher(code).matches() && !key.isIn(code)) {
        return " (" + code + ")";
      }
    }
    return "";
  }
}
