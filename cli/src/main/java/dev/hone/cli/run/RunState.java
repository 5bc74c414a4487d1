package dev.hone.cli.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a run has done: {@code runs/ID/state.json}, rewritten after every step, so that a run that
 * was stopped goes on at the first step that is not in it.
 */
final class RunState {
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String FILE = "state.json";
  private static final DateTimeFormatter ID_TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

  private final RunFolder folder;
  private final ObjectNode json;

  private RunState(RunFolder folder, ObjectNode json) {
    this.folder = folder;
    this.json = json;
  }

  /** The latest unfinished run of that fingerprint, or none. */
  static Optional<RunState> unfinished(RunFolder runs, String fingerprint) {
    return runs.folders().stream()
        .sorted(java.util.Comparator.reverseOrder())
        .map(runs::child)
        .map(RunState::load)
        .flatMap(Optional::stream)
        .filter(state -> !state.finished())
        .filter(state -> state.json.path("fingerprint").asText().equals(fingerprint))
        .findFirst();
  }

  /** A new run, written down at once. */
  static RunState begin(RunFolder runs, RunSettings settings, String fingerprint) {
    String id = ID_TIME.format(Instant.now()) + "-" + fingerprint.substring(0, 4);
    ObjectNode json = MAPPER.createObjectNode();
    json.put("run", id);
    json.put("fingerprint", fingerprint);
    json.put("finished", false);
    json.put("seconds", 0.0);
    ObjectNode told = json.putObject("settings");
    settings.described().forEach(told::put);
    json.putObject("steps");
    RunState state = new RunState(runs.child(id), json);
    state.save();
    return state;
  }

  private static Optional<RunState> load(RunFolder folder) {
    return folder
        .readOrUnfinished(FILE)
        .flatMap(
            text -> {
              try {
                JsonNode json = MAPPER.readTree(text);
                // A state cut off by a full disk begins no run; a new one does.
                return json instanceof ObjectNode object && object.has("steps")
                    ? Optional.of(new RunState(folder, object))
                    : Optional.empty();
              } catch (JsonProcessingException e) {
                return Optional.empty();
              }
            });
  }

  String id() {
    return json.get("run").asText();
  }

  /** When the run began, in epoch milliseconds, to the second. */
  long begunMillis() {
    String time = id().substring(0, id().lastIndexOf('-'));
    return ID_TIME.parse(time, Instant::from).toEpochMilli();
  }

  RunFolder folder() {
    return folder;
  }

  boolean finished() {
    return json.path("finished").asBoolean();
  }

  boolean done(String step) {
    return json.get("steps").has(step);
  }

  /** What a step noted when it was done. */
  JsonNode facts(String step) {
    return json.get("steps").path(step).path("facts");
  }

  void finish(String step, ObjectNode facts, double seconds) {
    ObjectNode done = json.withObject("/steps").putObject(step);
    done.put("seconds", seconds);
    done.set("facts", facts);
    spend(0);
  }

  /** Keeps what a step decided before it began, for when it goes on. */
  void note(String name, ObjectNode noted) {
    json.withObject("/notes").set(name, noted);
    save();
  }

  /** What {@link #note} kept under that name; a missing node where nothing was. */
  JsonNode noted(String name) {
    return json.path("notes").path(name);
  }

  /** Adds to the time this run has taken, and to the step that was at work. */
  void spend(double seconds) {
    json.put("seconds", seconds() + seconds);
    save();
  }

  /** Keeps the highest memory that any of the run's processes has needed. */
  void notePeakMemory(long megabytes) {
    json.put("peak_memory_mb", Math.max(megabytes, json.path("peak_memory_mb").asLong()));
    save();
  }

  /** 0 where the system does not tell. */
  long peakMemoryMb() {
    return json.path("peak_memory_mb").asLong();
  }

  /** Wall seconds of all processes that worked on it, as far as they were written down. */
  double seconds() {
    return json.path("seconds").asDouble();
  }

  Map<String, Double> secondsByStep() {
    Map<String, Double> seconds = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> step : List.copyOf(json.get("steps").properties())) {
      seconds.put(step.getKey(), step.getValue().path("seconds").asDouble());
    }
    return seconds;
  }

  void finishRun() {
    json.put("finished", true);
    save();
  }

  private void save() {
    folder.write(FILE, json.toPrettyString() + "\n");
  }
}
