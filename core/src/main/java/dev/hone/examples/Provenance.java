package dev.hone.examples;

import static java.util.Objects.requireNonNull;

import dev.hone.calls.LoggedCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where an example came from: enough to rebuild a dataset from its source table as it was, and to
 * find all that came from one person.
 *
 * @param source the table or file that the call was read from
 * @param sourceId the log's own key of the call
 * @param sourceVersion the Delta version of the source that was read, or null where it has none
 * @param model the model that answered, or else the one asked for, or null
 * @param finishReason why the answer ended, or null
 * @param sessionId the session, or null
 * @param userId the end user, or null
 * @param tags the call's tags
 * @param rules what was done to the example, in order: a stage and its settings each
 */
public record Provenance(
    String source,
    String sourceId,
    @Nullable Long sourceVersion,
    @Nullable String model,
    @Nullable String finishReason,
    @Nullable String sessionId,
    @Nullable String userId,
    Map<String, String> tags,
    List<String> rules) {

  public Provenance {
    requireNonNull(source, "source");
    requireNonNull(sourceId, "sourceId");
    tags = Map.copyOf(tags);
    rules = List.copyOf(rules);
  }

  /** Of an example made by hand, or of a test. */
  public static Provenance of(String source, String sourceId) {
    return new Provenance(source, sourceId, null, null, null, null, null, Map.of(), List.of());
  }

  /** Of a call, whatever the version of the table it was read from. */
  public static Provenance of(LoggedCall call) {
    return new Provenance(
        call.source(),
        call.sourceId(),
        null,
        call.modelServed() == null ? call.modelRequested() : call.modelServed(),
        call.finishReason(),
        call.sessionId(),
        call.userId(),
        call.tags(),
        List.of());
  }

  /** The same, read from that version of the source. */
  public Provenance readAt(@Nullable Long version) {
    return new Provenance(
        source, sourceId, version, model, finishReason, sessionId, userId, tags, rules);
  }

  /** The same with one more thing done. */
  public Provenance after(String rule) {
    List<String> more = new ArrayList<>(rules);
    more.add(rule);
    return new Provenance(
        source, sourceId, sourceVersion, model, finishReason, sessionId, userId, tags, more);
  }
}
