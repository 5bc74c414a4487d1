package dev.hone.examples;

import static java.util.Objects.requireNonNull;

import dev.hone.chat.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversation with the answer to learn from.
 *
 * @param id SHA-256 of the call's id: one example a call, stable over re-reads
 * @param callId the logged call it came from
 * @param epochMillis when that call was made, or null
 * @param messages the request's conversation, before pruning
 * @param toolsJson tools on offer in OpenAI's shape, or null
 * @param answer the assistant's message as logged; null only where the example is dropped
 * @param groupKey what must stay on one side of a split (session, user or content)
 * @param weight how many logged calls this example stands for (1 or more)
 * @param split {@code train} or {@code test}; null until split
 * @param dropped why it is left out, or null while it is in; a dropped example is kept as a row
 */
public record Example(
    String id,
    String callId,
    @Nullable Long epochMillis,
    List<Message> messages,
    @Nullable String toolsJson,
    @Nullable Message answer,
    String groupKey,
    long weight,
    @Nullable String split,
    @Nullable String dropped) {
  public static final String TRAIN = "train";
  public static final String TEST = "test";

  public Example {
    requireNonNull(id, "id");
    requireNonNull(callId, "callId");
    requireNonNull(groupKey, "groupKey");
    messages = List.copyOf(messages);
    if (answer == null && dropped == null) {
      throw new IllegalArgumentException("Example " + id + " has no answer and is not dropped.");
    }
    if (weight < 1) {
      throw new IllegalArgumentException("Invalid weight of example " + id + ": " + weight + ".");
    }
  }

  /** Whether it is still in. */
  public boolean kept() {
    return dropped == null;
  }

  /** The same example left out for a reason; one that is out already keeps its first reason. */
  public Example drop(String reason) {
    return dropped != null
        ? this
        : new Example(
            id, callId, epochMillis, messages, toolsJson, answer, groupKey, weight, split, reason);
  }

  /** The same example standing for another number of calls. */
  public Example withWeight(long newWeight) {
    return new Example(
        id, callId, epochMillis, messages, toolsJson, answer, groupKey, newWeight, split, dropped);
  }

  /** The same example on one side of a split. */
  public Example withSplit(@Nullable String newSplit) {
    return new Example(
        id, callId, epochMillis, messages, toolsJson, answer, groupKey, weight, newSplit, dropped);
  }
}
