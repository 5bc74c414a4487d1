package dev.hone.providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.ModelException.Kind;
import dev.hone.json.Json;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * OpenAI's batch API: a file of requests goes up, a batch is made of it, and its answers and errors
 * come down as two files. A batch carries Hone's name for it in its metadata, by which it is found
 * again.
 */
final class OpenAiBatches implements BatchService {
  private static final Set<String> ENDED = Set.of("completed", "expired", "cancelled", "failed");

  /** The one window there is. */
  private static final String WINDOW = "24h";

  private static final String NAME = "hone";
  private static final int PAGE = 100;

  private final Exchange exchange;
  private final ChatApi api;
  private final String endpoint;

  /**
   * @param exchange with the address up to its version, such as {@code https://host/v1}
   * @param endpoint what each request asks, such as {@code /v1/chat/completions}
   */
  OpenAiBatches(Exchange exchange, ChatApi api, String endpoint) {
    this.exchange = exchange;
    this.api = api;
    this.endpoint = endpoint;
  }

  static BatchService of(Server server, String base, ChatApi api) {
    return new OpenAiBatches(
        new Exchange(server, base),
        api,
        URI.create(base).getPath().replaceAll("/+$", "") + api.path());
  }

  @Override
  public String create(String name, List<Item> items) {
    Instant since = Instant.now();
    String file =
        exchange.upload("/files", Map.of("purpose", "batch"), name + ".jsonl", lines(items));
    ObjectNode batch =
        Json.object()
            .put("input_file_id", file)
            .put("endpoint", endpoint)
            .put("completion_window", WINDOW);
    batch.putObject("metadata").put(NAME, name);
    return exchange.postOnce(
        "/batches", batch, () -> find(name, since, items.stream().map(Item::id).toList()));
  }

  private byte[] lines(List<Item> items) {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    for (Item item : items) {
      ObjectNode line =
          Json.object().put("custom_id", item.id()).put("method", "POST").put("url", endpoint);
      line.set("body", api.body(item.request(), exchange.server().model()));
      lines.writeBytes(Json.write(line).getBytes(StandardCharsets.UTF_8));
      lines.write('\n');
    }
    return lines.toByteArray();
  }

  /** The list has the newest first. */
  @Override
  public Optional<String> find(String name, Instant since, List<String> ids) {
    String after = "";
    while (true) {
      JsonNode page = exchange.get("/batches?limit=" + PAGE + after, "data");
      for (JsonNode batch : page.path("data")) {
        if (batch.path("metadata").path(NAME).asText("").equals(name)) {
          return Optional.of(exchange.id(batch));
        }
        if (batch.path("created_at").asLong(Long.MAX_VALUE)
            < since.minus(CLOCKS).getEpochSecond()) {
          return Optional.empty();
        }
        after = "&after=" + exchange.id(batch);
      }
      if (!page.path("has_more").asBoolean()) {
        return Optional.empty();
      }
    }
  }

  @Override
  public Progress progress(String id) {
    JsonNode batch = exchange.get("/batches/" + id, "status");
    return new Progress(
        ENDED.contains(batch.path("status").asText()),
        batch.path("request_counts").path("completed").asLong());
  }

  @Override
  public Results results(String id) {
    JsonNode batch = exchange.get("/batches/" + id, "status");
    Map<String, Outcome> outcomes = new HashMap<>();
    for (String field : List.of("error_file_id", "output_file_id")) { // an answer goes before
      String file = batch.path(field).asText("");
      if (!file.isEmpty()) {
        exchange
            .lines("/files/" + file + "/content", "custom_id")
            .forEach(line -> outcomes.put(line.path("custom_id").asText(), outcome(line, id)));
      }
    }
    return new Results(outcomes, missing(batch, id));
  }

  @Override
  public void discard(String id) {
    JsonNode batch = exchange.get("/batches/" + id, "status");
    for (String field : List.of("input_file_id", "output_file_id", "error_file_id")) {
      String file = batch.path(field).asText("");
      if (!file.isEmpty()) {
        exchange.delete("/files/" + file);
      }
    }
  }

  private Outcome outcome(JsonNode line, String id) {
    Server server = exchange.server();
    JsonNode response = line.path("response");
    int status = response.path("status_code").asInt();
    if (status == 200) {
      Reply reply = Reply.read(api, Json.write(response.path("body")), 1);
      return reply.completion() == null
          ? Outcome.failed(
              Kind.UNREADABLE,
              "Unreadable answer from " + server.where() + " in " + id + ": " + reply.problem(),
              1)
          : new Outcome(reply.completion(), null, null, 1);
    }
    JsonNode error =
        line.path("error").isObject() ? line.path("error") : response.path("body").path("error");
    String code = server.code(error);
    if (status == 0) {
      return code.equals(" (batch_expired)")
          ? expired(id)
          : Outcome.failed(
              Kind.UNAVAILABLE, server.where() + " did not answer in " + id + code + ".", 0);
    }
    return Outcome.failed(
        Server.kind(status), server.where() + " said HTTP " + status + code + " in " + id + ".", 0);
  }

  private Outcome expired(String id) {
    return Outcome.failed(
        Kind.TIMEOUT,
        exchange.server().where() + " did not come to it within a day: " + id + " expired.",
        0);
  }

  /** What became of requests that stand in neither file. */
  private Outcome missing(JsonNode batch, String id) {
    String where = exchange.server().where();
    return switch (batch.path("status").asText()) {
      case "expired" -> expired(id);
      case "cancelled" ->
          Outcome.failed(Kind.STOPPED, id + " of " + where + " was cancelled there.", 0);
      case "failed" -> {
        JsonNode error = batch.path("errors").path("data").path(0);
        String code = exchange.server().code(error);
        yield Outcome.failed(
            code.contains("limit") ? Kind.RATE_LIMITED : Kind.INVALID_REQUEST,
            where + " refused " + id + code + ".",
            0);
      }
      default -> Outcome.failed(Kind.UNREADABLE, id + " of " + where + " holds no such answer.", 0);
    };
  }
}
