package dev.hone.providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.ModelException;
import dev.hone.chat.ModelException.Kind;
import dev.hone.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Anthropic's message batches. A batch carries no name: one whose id was never heard is told from
 * others by its size and time, and, once it has ended, by the ids of its requests. Until then it is
 * {@code PENDING}.
 */
final class AnthropicBatches implements BatchService {
  private static final String BATCHES = "/messages/batches";
  private static final String STATUS = "processing_status";
  private static final String COUNTS = "request_counts";
  private static final String ENDED = "ended";
  private static final int PAGE = 100;

  private final Exchange exchange;
  private final ChatApi api;

  /**
   * @param exchange with the address up to its version, such as {@code https://host/v1}
   */
  AnthropicBatches(Exchange exchange, ChatApi api) {
    this.exchange = exchange;
    this.api = api;
  }

  @Override
  public String create(String name, List<Item> items) {
    Instant since = Instant.now();
    ObjectNode body = Json.object();
    ArrayNode requests = body.putArray("requests");
    for (Item item : items) {
      requests
          .addObject()
          .put("custom_id", item.id())
          .set("params", api.body(item.request(), exchange.server().model()));
    }
    List<String> ids = items.stream().map(Item::id).toList();
    return exchange.postOnce(BATCHES, body, () -> find(name, since, ids));
  }

  @Override
  public Optional<String> find(String name, Instant since, List<String> ids) {
    Set<String> ours = new HashSet<>(ids);
    String after = "";
    while (true) {
      JsonNode page = exchange.get(BATCHES + "?limit=" + PAGE + after, "data");
      for (JsonNode batch : page.path("data")) {
        String id = exchange.id(batch);
        if (created(batch).isBefore(since.minus(CLOCKS))) {
          return Optional.empty();
        }
        if (total(batch) == ids.size() && holds(batch, id, ours)) {
          return Optional.of(id);
        }
        after = "&after_id=" + id;
      }
      if (!page.path("has_more").asBoolean()) {
        return Optional.empty();
      }
    }
  }

  private static Instant created(JsonNode batch) {
    try {
      return OffsetDateTime.parse(batch.path("created_at").asText()).toInstant();
    } catch (DateTimeException e) {
      return Instant.MAX; // looks at it rather than overlooks it
    }
  }

  private static long total(JsonNode batch) {
    long total = 0;
    for (JsonNode count : batch.path(COUNTS)) {
      total += count.asLong();
    }
    return total;
  }

  private boolean holds(JsonNode batch, String id, Set<String> ours) {
    if (!batch.path(STATUS).asText().equals(ENDED)) {
      throw new ModelException(
          Kind.PENDING,
          "It is not known yet whether "
              + id
              + " of "
              + exchange.server().where()
              + " holds these requests. Run again when it has ended; nothing is bought twice.");
    }
    return lines(id).stream().anyMatch(line -> ours.contains(line.path("custom_id").asText()));
  }

  private List<JsonNode> lines(String id) {
    return exchange.lines(BATCHES + "/" + id + "/results", "custom_id");
  }

  @Override
  public Progress progress(String id) {
    JsonNode batch = exchange.get(BATCHES + "/" + id, STATUS);
    return new Progress(
        batch.path(STATUS).asText().equals(ENDED), batch.path(COUNTS).path("succeeded").asLong());
  }

  @Override
  public Results results(String id) {
    Map<String, Outcome> outcomes = new HashMap<>();
    for (JsonNode line : lines(id)) {
      outcomes.put(line.path("custom_id").asText(), outcome(line.path("result"), id));
    }
    return new Results(
        outcomes,
        Outcome.failed(
            Kind.UNREADABLE,
            id + " of " + exchange.server().where() + " holds no such answer.",
            0));
  }

  private Outcome outcome(JsonNode result, String id) {
    Server server = exchange.server();
    String where = server.where();
    switch (result.path("type").asText()) {
      case "succeeded" -> {
        Reply reply = Reply.read(api, Json.write(result.path("message")), 1);
        return reply.completion() == null
            ? Outcome.failed(
                Kind.UNREADABLE,
                "Unreadable answer from " + where + " in " + id + ": " + reply.problem(),
                1)
            : new Outcome(reply.completion(), null, null, 1);
      }
      case "expired" -> {
        return Outcome.failed(
            Kind.TIMEOUT, where + " did not come to it within a day: " + id + " expired.", 0);
      }
      case "canceled" -> {
        return Outcome.failed(Kind.STOPPED, id + " of " + where + " was cancelled there.", 0);
      }
      default -> {
        JsonNode error = result.path("error").path("error");
        boolean refused = error.path("type").asText().equals("invalid_request_error");
        return Outcome.failed(
            refused ? Kind.INVALID_REQUEST : Kind.UNAVAILABLE,
            where + " did not answer in " + id + server.code(error) + ".",
            0);
      }
    }
  }

  @Override
  public void discard(String id) {
    exchange.delete(BATCHES + "/" + id);
  }
}
