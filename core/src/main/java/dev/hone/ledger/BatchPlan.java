package dev.hone.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The calls of one batch, as they stand in a file of the ledger from before they are handed in
 * until what became of them is written down. A second small file holds the provider's id for the
 * batch as soon as it is known.
 *
 * @param name tells it from all other batches, ever
 * @param provider who was asked
 * @param model which model
 * @param begun when it began to be handed in
 */
record BatchPlan(String name, String provider, String model, Instant begun, List<Call> calls) {
  /** What the files' names begin with. */
  private static final String PREFIX = "batch-";

  private static final String CALLS = ".json";
  private static final String ID = ".id";

  /**
   * One call.
   *
   * @param stage what the answer is for
   */
  record Call(String key, int sample, String stage) {}

  BatchPlan {
    calls = List.copyOf(calls);
  }

  /** Under which whoever collects it claims it, and is told that it was. */
  String key() {
    return keyOf(name);
  }

  static String keyOf(String name) {
    return Json.sha256("batch", name);
  }

  /** The names of all batches that were not collected yet. */
  static List<String> names(SegmentStore store) throws IOException {
    return store.list(PREFIX).stream()
        .map(SegmentStore.Stored::name)
        .filter(file -> file.endsWith(CALLS))
        .map(file -> file.substring(PREFIX.length(), file.length() - CALLS.length()))
        .toList();
  }

  /** The batch of that name, or null where it was collected since. */
  static @Nullable BatchPlan read(SegmentStore store, String name) throws IOException {
    JsonNode plan;
    try {
      plan = Json.parse(text(store, name + CALLS));
    } catch (FileNotFoundException e) {
      return null;
    }
    List<Call> calls = new ArrayList<>();
    for (JsonNode call : plan.path("calls")) {
      calls.add(
          new Call(
              call.path("k").asText(), call.path("sample").asInt(), call.path("stage").asText()));
    }
    return new BatchPlan(
        name,
        plan.path("provider").asText(),
        plan.path("model").asText(),
        Instant.ofEpochMilli(plan.path("at").asLong()),
        calls);
  }

  private static String text(SegmentStore store, String file) throws IOException {
    return new String(store.read(PREFIX + file), StandardCharsets.UTF_8);
  }

  void write(SegmentStore store) throws IOException {
    ObjectNode plan =
        Json.object().put("provider", provider).put("model", model).put("at", begun.toEpochMilli());
    ArrayNode list = plan.putArray("calls");
    for (Call call : calls) {
      list.addObject().put("k", call.key()).put("sample", call.sample()).put("stage", call.stage());
    }
    write(store, CALLS, Json.write(plan));
  }

  private void write(SegmentStore store, String ending, String text) throws IOException {
    store.write(PREFIX + name + ending, text.getBytes(StandardCharsets.UTF_8));
  }

  /** The provider's id, or null where nobody heard it. */
  @Nullable String id(SegmentStore store) throws IOException {
    try {
      return text(store, name + ID);
    } catch (FileNotFoundException e) {
      return null;
    }
  }

  void writeId(SegmentStore store, String id) throws IOException {
    write(store, ID, id);
  }

  /** Forgets the batch: it was collected, or never handed in. */
  void delete(SegmentStore store) throws IOException {
    store.delete(PREFIX + name + CALLS); // first: an id without calls is nothing
    store.delete(PREFIX + name + ID);
  }
}
