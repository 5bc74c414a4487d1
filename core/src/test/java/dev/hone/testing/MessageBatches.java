package dev.hone.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Anthropic's message batches, as a {@link BatchDesk} is told to treat them. Guarded by it. */
final class MessageBatches {
  private static final String STATUS = "processing_status";
  private static final String COUNTS = "request_counts";

  private final BatchDesk desk;
  private final Map<String, Batch> batches = new LinkedHashMap<>();

  private static final class Batch {
    final ObjectNode json;
    final JsonNode requests;
    String results = "";
    int looks;

    Batch(ObjectNode json, JsonNode requests) {
      this.json = json;
      this.requests = requests;
    }
  }

  MessageBatches(BatchDesk desk) {
    this.desk = desk;
  }

  int made() {
    return batches.size();
  }

  void lookAtAll() {
    List.copyOf(batches.keySet()).forEach(id -> said("GET", id, false, ""));
  }

  /**
   * Answers a request.
   *
   * @param id of the batch, or empty for all
   */
  BatchDesk.Said said(String method, String id, boolean results, String body) {
    if (method.equals("POST")) {
      return said(make(Json.parse(body).path("requests")));
    }
    if (id.isEmpty()) {
      List<Batch> newestFirst = new ArrayList<>(batches.values());
      Collections.reverse(newestFirst);
      ObjectNode page = Json.object().put("has_more", false).putNull("first_id").putNull("last_id");
      ArrayNode data = page.putArray("data");
      newestFirst.forEach(batch -> data.add(batch.json));
      return said(page);
    }
    Batch batch = batches.get(id);
    if (batch == null) {
      return BatchDesk.missing();
    }
    if (method.equals("DELETE")) {
      batches.remove(id);
      return said(Json.object().put("id", id).put("type", "message_batch_deleted"));
    }
    if (results) {
      return new BatchDesk.Said(200, batch.results);
    }
    batch.looks++;
    if (batch.looks >= desk.looksToEnd() && batch.results.isEmpty()) {
      end(batch);
    }
    return said(batch.json);
  }

  private static BatchDesk.Said said(ObjectNode json) {
    return new BatchDesk.Said(200, Json.write(json));
  }

  private ObjectNode make(JsonNode requests) {
    String id = "msgbatch_" + desk.next();
    ObjectNode json =
        Json.object()
            .put("id", id)
            .put("type", "message_batch")
            .put(STATUS, "in_progress")
            .put("created_at", Instant.now().toString())
            .put("expires_at", Instant.now().plusSeconds(86_400).toString())
            .putNull("ended_at")
            .putNull("archived_at")
            .putNull("cancel_initiated_at")
            .putNull("results_url");
    json.putObject(COUNTS)
        .put("processing", requests.size())
        .put("succeeded", 0)
        .put("errored", 0)
        .put("canceled", 0)
        .put("expired", 0);
    batches.put(id, new Batch(json, requests));
    return json;
  }

  private void end(Batch batch) {
    StringBuilder lines = new StringBuilder();
    ObjectNode counts = (ObjectNode) batch.json.path(COUNTS);
    counts.put("processing", 0);
    for (JsonNode request : batch.requests) {
      ObjectNode line = Json.object().put("custom_id", request.path("custom_id").asText());
      ObjectNode result = line.putObject("result");
      String type = result(Json.write(request.path("params")), result);
      result.put("type", type);
      counts.put(type, counts.path(type).asInt() + 1);
      lines.append(Json.write(line)).append('\n');
    }
    batch.results = lines.toString();
    batch.json.put(STATUS, "ended").put("ended_at", Instant.now().toString());
    batch.json.put("results_url", "https://elsewhere.example/results"); // asked at no other host
  }

  private String result(String body, ObjectNode result) {
    return switch (desk.fate(body)) {
      case UNANSWERED -> "expired";
      case REFUSED -> {
        ObjectNode error = result.putObject("error").put("type", "error");
        error.putObject("error").put("type", "invalid_request_error").put("message", "no: " + body);
        yield "errored";
      }
      case GARBLED -> {
        desk.answer("/messages", body);
        result.putObject("message").put("content", 7);
        yield "succeeded";
      }
      case ANSWERED -> {
        result.set("message", desk.answer("/messages", body));
        yield "succeeded";
      }
    };
  }
}
