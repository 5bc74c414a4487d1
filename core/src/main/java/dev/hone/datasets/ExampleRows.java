package dev.hone.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Message;
import dev.hone.examples.Example;
import dev.hone.examples.ExampleMaker;
import dev.hone.examples.Provenance;
import dev.hone.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Examples as training rows and back. An example's tags are the row's metadata, and where it came
 * from joins them under names that begin with {@code hone_}; formats with a place for metadata
 * bring it back. Users and sessions are not written: files leave the house, and ids lead back to
 * them.
 */
public final class ExampleRows {
  private static final String PREFIX = "hone_";
  private static final String ID = "hone_id";
  private static final String CALL_ID = "hone_call_id";
  private static final String GROUP = "hone_group";
  private static final String WEIGHT = "hone_weight";
  private static final String TIME = "hone_time";
  private static final String SOURCE = "hone_source";
  private static final String SOURCE_ID = "hone_source_id";
  private static final String SOURCE_VERSION = "hone_source_version";
  private static final String MODEL = "hone_model";
  private static final String FINISH_REASON = "hone_finish_reason";
  private static final String RULES = "hone_rules";
  private static final String RESPONSE_FORMAT = "response_format";

  private ExampleRows() {}

  /** The row that teaches what the example does: its answer, and no earlier one. */
  public static TrainingRow row(Example example) {
    return row(example, example.messages(), TrainingRow.NO_PARAMS);
  }

  /**
   * As {@link #row(Example)}, the conversation in another form (pruned, say).
   *
   * @param paramsJson other fields of the row, as {@link TrainingRow#paramsJson}
   */
  public static TrainingRow row(Example example, List<Message> messages, String paramsJson) {
    Message answer = example.answer();
    if (answer == null) {
      throw new IllegalArgumentException("the example has no answer");
    }
    List<Turn> turns = new ArrayList<>();
    messages.forEach(message -> turns.add(Turn.read(message)));
    turns.add(Turn.of(answer));
    return TrainingRow.of(turns, example.toolsJson())
        .withParams(withFormat(paramsJson, example.responseFormatJson()))
        .withSplit(example.split())
        .withMetadata(metadata(example));
  }

  private static String withFormat(String paramsJson, @Nullable String formatJson) {
    JsonNode format = Json.read(formatJson);
    if (format == null) {
      return paramsJson;
    }
    ObjectNode params = Json.read(paramsJson) instanceof ObjectNode object ? object : Json.object();
    params.set(RESPONSE_FORMAT, format);
    return Json.write(params);
  }

  private static Map<String, String> metadata(Example example) {
    Provenance from = example.provenance();
    Map<String, String> metadata = new HashMap<>(from.tags());
    metadata.put(ID, example.id());
    metadata.put(CALL_ID, example.callId());
    metadata.put(GROUP, example.groupKey());
    if (example.weight() != 1) {
      metadata.put(WEIGHT, Long.toString(example.weight()));
    }
    if (example.epochMillis() != null) {
      metadata.put(TIME, Instant.ofEpochMilli(example.epochMillis()).toString());
    }
    metadata.put(SOURCE, from.source());
    metadata.put(SOURCE_ID, from.sourceId());
    if (from.sourceVersion() != null) {
      metadata.put(SOURCE_VERSION, Long.toString(from.sourceVersion()));
    }
    if (from.model() != null) {
      metadata.put(MODEL, from.model());
    }
    if (from.finishReason() != null) {
      metadata.put(FINISH_REASON, from.finishReason());
    }
    if (!from.rules().isEmpty()) {
      var rules = Json.array();
      from.rules().forEach(rules::add);
      metadata.put(RULES, Json.write(rules));
    }
    return metadata;
  }

  /**
   * The example of a line. One that cannot be read, whose answer was judged bad or is not to be
   * learned is dropped from the start, with that reason.
   *
   * @param file the file it stands in; with the line's number the example's id, where the row
   *     brings none
   */
  public static Example example(TrainingLine line, String file) {
    String place = file + ":" + line.number();
    TrainingRow row = line.row();
    if (row == null) {
      return new Example(
          Json.sha256("example", place),
          place,
          null,
          List.of(),
          null,
          null,
          null,
          Json.sha256("call", place),
          1,
          null,
          "cannot be read: " + line.reason(),
          Provenance.of(file, Long.toString(line.number())));
    }
    Map<String, String> notes = row.metadata();
    String callId = notes.getOrDefault(CALL_ID, place);
    List<Message> messages = Turn.messages(row.prompt());
    JsonNode format = row.param(RESPONSE_FORMAT);
    return new Example(
        notes.getOrDefault(ID, Json.sha256("example", callId)),
        callId,
        epochMillis(notes.get(TIME)),
        messages,
        row.toolsJson(),
        format.isObject() ? Json.write(format) : null,
        row.answer(),
        notes.getOrDefault(
            GROUP,
            messages.isEmpty() ? Json.sha256("call", callId) : ExampleMaker.contentKey(messages)),
        Math.max(1, wholeOr(notes.get(WEIGHT), 1)),
        row.split(),
        dropped(row),
        provenance(notes, file, line.number()));
  }

  /** The row's other fields without those that an example has a place for, as JSON. */
  public static String otherParams(TrainingRow row) {
    if (!row.param(RESPONSE_FORMAT).isObject()) {
      return row.paramsJson();
    }
    ObjectNode params = (ObjectNode) Json.parse(row.paramsJson());
    params.remove(RESPONSE_FORMAT);
    return Json.write(params);
  }

  private static Provenance provenance(Map<String, String> notes, String file, long line) {
    Map<String, String> tags = new HashMap<>(notes);
    tags.keySet().removeIf(name -> name.startsWith(PREFIX));
    String version = notes.get(SOURCE_VERSION);
    List<String> rules = new ArrayList<>();
    JsonNode written = Json.read(notes.get(RULES));
    if (written != null) {
      written.forEach(rule -> rules.add(rule.asText()));
    }
    return new Provenance(
        notes.getOrDefault(SOURCE, file),
        notes.getOrDefault(SOURCE_ID, Long.toString(line)),
        version == null ? null : (Long) wholeOr(version, 0),
        notes.get(MODEL),
        notes.get(FINISH_REASON),
        null,
        null,
        tags,
        rules);
  }

  private static @Nullable String dropped(TrainingRow row) {
    if (Boolean.FALSE.equals(row.good())) {
      return "answer was judged bad";
    }
    return row.turns().get(row.turns().size() - 1).learned() ? null : "answer is not to be learned";
  }

  private static long wholeOr(@Nullable String text, long fallback) {
    try {
      return text == null ? fallback : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return fallback; // another's note under this name
    }
  }

  private static @Nullable Long epochMillis(@Nullable String text) {
    try {
      return text == null ? null : Instant.parse(text).toEpochMilli();
    } catch (DateTimeException e) {
      return null; // another's note under this name
    }
  }
}
