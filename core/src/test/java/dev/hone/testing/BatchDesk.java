package dev.hone.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The part of a {@link FaultServer} that speaks the batch APIs: OpenAI's files, batches and their
 * results, and Anthropic's {@link MessageBatches}. A batch ends as told, when it was looked at so
 * often. Answers are paid for when it ends.
 */
public final class BatchDesk {
  private final BiFunction<String, String, ObjectNode> answers;
  private final Map<String, String> files = new LinkedHashMap<>();
  private final Map<String, Batch> batches = new LinkedHashMap<>();
  private int number;
  private int looksToEnd = 2;
  private String ending = "completed";
  private Predicate<String> unanswered = body -> false;
  private Predicate<String> refused = body -> false;
  private Predicate<String> garbled = body -> false;
  private final MessageBatches messageBatches = new MessageBatches(this);
  private int lostReplies;
  private @Nullable CountDownLatch heldReplies;

  private static final class Batch {
    final ObjectNode json;
    int looks;

    Batch(ObjectNode json) {
      this.json = json;
    }
  }

  /** What is said to one request; null to hang up instead. */
  record Said(int status, String text) {}

  /**
   * @param answers makes the answer to a path and body, and counts it as paid
   */
  BatchDesk(BiFunction<String, String, ObjectNode> answers) {
    this.answers = answers;
  }

  /** A batch has ended when it was looked at so often. */
  public synchronized BatchDesk endingAfterLooks(int looks) {
    looksToEnd = looks;
    return this;
  }

  /** How batches end: {@code completed}, {@code expired}, {@code cancelled} or {@code failed}. */
  public synchronized BatchDesk ending(String status) {
    ending = status;
    return this;
  }

  /** Requests, by their bodies, that get no answer. */
  public synchronized BatchDesk leavingUnanswered(Predicate<String> requests) {
    unanswered = requests;
    return this;
  }

  /** Requests, by their bodies, that get an error 400. */
  public synchronized BatchDesk refusing(Predicate<String> requests) {
    refused = requests;
    return this;
  }

  /** Requests, by their bodies, that get an answer, paid for, which is none. */
  public synchronized BatchDesk garbling(Predicate<String> requests) {
    garbled = requests;
    return this;
  }

  /** Makes that many batches and hangs up before saying so. */
  public synchronized BatchDesk losingReplies(int count) {
    lostReplies = count;
    return this;
  }

  /** Makes batches and says so only when the latch opens. */
  public synchronized BatchDesk holdingReplies(CountDownLatch latch) {
    heldReplies = latch;
    return this;
  }

  /** Looks at all message batches, as time passing does. */
  public synchronized void lookAtAll() {
    messageBatches.lookAtAll();
  }

  /** How many batches were made, and not deleted since. */
  public synchronized int made() {
    return batches.size() + messageBatches.made();
  }

  /** What becomes of one request of a batch. */
  enum Fate {
    ANSWERED,
    UNANSWERED,
    REFUSED,
    GARBLED
  }

  Fate fate(String body) {
    if (unanswered.test(body)) {
      return Fate.UNANSWERED;
    }
    if (refused.test(body)) {
      return Fate.REFUSED;
    }
    return garbled.test(body) ? Fate.GARBLED : Fate.ANSWERED;
  }

  ObjectNode answer(String path, String body) {
    return answers.apply(path, body);
  }

  int looksToEnd() {
    return looksToEnd;
  }

  int next() {
    return ++number;
  }

  /** How many files there are. */
  public synchronized int files() {
    return files.size();
  }

  static boolean serves(String path) {
    return path.contains("/files") || path.contains("/batches");
  }

  @Nullable Said reply(String method, String path, Map<String, String> headers, String body)
      throws InterruptedException {
    CountDownLatch held;
    Said said;
    synchronized (this) {
      int made = made();
      said = said(method, path, headers, body);
      if (made() <= made) {
        return said;
      }
      if (lostReplies > 0) {
        lostReplies--;
        return null;
      }
      held = heldReplies;
    }
    if (held != null) {
      held.await();
    }
    return said;
  }

  private Said said(String method, String path, Map<String, String> headers, String body) {
    String[] asked = path.split("\\?", 2);
    List<String> parts = List.of(asked[0].split("/", -1));
    String kind = parts.contains("files") ? "files" : "batches";
    String id = parts.indexOf(kind) + 1 < parts.size() ? parts.get(parts.indexOf(kind) + 1) : "";
    if (path.contains("/messages/batches")) {
      return messageBatches.said(method, id, parts.contains("results"), body);
    }
    if (kind.equals("files")) {
      return files(method, id, headers, body);
    }
    if (method.equals("POST")) {
      return new Said(200, Json.write(make(Json.parse(body))));
    }
    if (id.isEmpty()) {
      return new Said(200, Json.write(list(asked.length > 1 ? asked[1] : "")));
    }
    Batch batch = batches.get(id);
    if (batch == null) {
      return missing();
    }
    batch.looks++;
    if (batch.looks >= looksToEnd && batch.json.path("status").asText().equals("in_progress")) {
      end(batch.json);
    }
    return new Said(200, Json.write(batch.json));
  }

  static Said missing() {
    return new Said(404, "{\"error\":{\"code\":\"not_found\",\"message\":\"no such thing\"}}");
  }

  private Said files(String method, String id, Map<String, String> headers, String body) {
    if (method.equals("POST")) {
      String made = "file-" + ++number;
      String content = file(headers.get("content-type"), body);
      files.put(made, content);
      return new Said(
          200,
          Json.write(
              Json.object()
                  .put("id", made)
                  .put("object", "file")
                  .put("bytes", content.length())
                  .put("created_at", Instant.now().getEpochSecond())
                  .put("filename", "requests.jsonl")
                  .put("purpose", "batch")
                  .put("status", "processed")));
    }
    String content = files.get(id);
    if (content == null) {
      return missing();
    }
    if (method.equals("DELETE")) {
      files.remove(id);
      return new Said(
          200, Json.write(Json.object().put("id", id).put("object", "file").put("deleted", true)));
    }
    return new Said(200, content);
  }

  /** The part of a form that is the file. */
  private static String file(String type, String form) {
    String boundary = "--" + type.replaceFirst(".*boundary=\"?([^\";]+).*", "$1");
    for (String part : form.split(java.util.regex.Pattern.quote(boundary), -1)) {
      int head = part.indexOf("\r\n\r\n");
      if (head >= 0 && part.substring(0, head).contains("name=\"file\"")) {
        return part.substring(head + 4, part.length() - 2);
      }
    }
    throw new IllegalArgumentException("A form without a file.");
  }

  private ObjectNode make(JsonNode asked) {
    String id = "batch_" + ++number;
    ObjectNode batch =
        Json.object()
            .put("id", id)
            .put("object", "batch")
            .put("endpoint", asked.path("endpoint").asText())
            .put("input_file_id", asked.path("input_file_id").asText())
            .put("completion_window", asked.path("completion_window").asText())
            .put("status", "in_progress")
            .put("created_at", Instant.now().getEpochSecond());
    batch.set("metadata", asked.path("metadata"));
    int total = (int) files.get(asked.path("input_file_id").asText()).lines().count();
    batch.putObject("request_counts").put("total", total).put("completed", 0).put("failed", 0);
    batches.put(id, new Batch(batch));
    return batch;
  }

  private ObjectNode list(String query) {
    Map<String, String> asked = new HashMap<>();
    for (String pair : query.split("&", -1)) {
      String[] sides = pair.split("=", 2);
      asked.put(sides[0], sides.length > 1 ? sides[1] : "");
    }
    List<Batch> newestFirst = new ArrayList<>(batches.values());
    java.util.Collections.reverse(newestFirst);
    int limit = Integer.parseInt(asked.getOrDefault("limit", "20"));
    boolean begun = !asked.containsKey("after");
    ObjectNode page = Json.object().put("object", "list").put("has_more", false);
    ArrayNode data = page.putArray("data");
    for (Batch batch : newestFirst) {
      if (!begun) {
        begun = batch.json.path("id").asText().equals(asked.get("after"));
      } else if (data.size() == limit) {
        page.put("has_more", true);
      } else {
        data.add(batch.json);
      }
    }
    return page;
  }

  private void end(ObjectNode batch) {
    batch.put("status", ending);
    if (ending.equals("failed")) {
      batch
          .putObject("errors")
          .put("object", "list")
          .putArray("data")
          .addObject()
          .put("code", "invalid_json_line")
          .put("message", "a line says " + files.get(batch.path("input_file_id").asText()));
      return;
    }
    StringBuilder output = new StringBuilder();
    StringBuilder errors = new StringBuilder();
    for (String text : files.get(batch.path("input_file_id").asText()).lines().toList()) {
      JsonNode line = Json.parse(text);
      String body = Json.write(line.path("body"));
      ObjectNode result =
          Json.object()
              .put("id", "batch_req_" + ++number)
              .put("custom_id", line.path("custom_id").asText());
      Fate fate = fate(body);
      if (fate == Fate.UNANSWERED) {
        if (ending.equals("expired")) {
          result.putNull("response");
          result
              .putObject("error")
              .put("code", "batch_expired")
              .put("message", "not in time: " + body);
          errors.append(Json.write(result)).append('\n');
        }
        continue;
      }
      ObjectNode response = result.putObject("response").put("request_id", "req_" + number);
      result.putNull("error");
      if (fate == Fate.REFUSED) {
        response
            .put("status_code", 400)
            .putObject("body")
            .putObject("error")
            .put("code", "context_length_exceeded")
            .put("message", "too long: " + body);
        errors.append(Json.write(result)).append('\n');
        continue;
      }
      ObjectNode answer = answer(line.path("url").asText(), body);
      response.put("status_code", 200);
      response.set("body", fate == Fate.GARBLED ? Json.object().put("choices", 7) : answer);
      output.append(Json.write(result)).append('\n');
    }
    ObjectNode counts = (ObjectNode) batch.path("request_counts");
    counts.put("completed", output.toString().lines().count());
    counts.put("failed", counts.path("total").asLong() - counts.path("completed").asLong());
    keep(batch, "output_file_id", output);
    keep(batch, "error_file_id", errors);
  }

  private void keep(ObjectNode batch, String field, StringBuilder lines) {
    if (!lines.isEmpty()) {
      String id = "file-" + ++number;
      files.put(id, lines.toString());
      batch.put(field, id);
    }
  }
}
