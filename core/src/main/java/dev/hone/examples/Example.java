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
 * @param responseFormatJson OpenAI's {@code response_format} that the answer had to keep, or null
 * @param answer the assistant's message as logged; null only where the example is dropped
 * @param groupKey what must stay on one side of a split (session, user or content)
 * @param weight how many logged calls this example stands for, times what its slice is boosted by
 *     (1 or more)
 * @param split {@code train} or {@code test}; null until split
 * @param dropped why it is left out, or null while it is in; a dropped example is kept as a row
 * @param provenance where it came from and what was done to it
 */
public record Example(
    String id,
    String callId,
    @Nullable Long epochMillis,
    List<Message> messages,
    @Nullable String toolsJson,
    @Nullable String responseFormatJson,
    @Nullable Message answer,
    String groupKey,
    long weight,
    @Nullable String split,
    @Nullable String dropped,
    Provenance provenance) {
  public static final String TRAIN = "train";
  public static final String TEST = "test";

  public Example {
    requireNonNull(id, "id");
    requireNonNull(callId, "callId");
    requireNonNull(groupKey, "groupKey");
    requireNonNull(provenance, "provenance");
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
    return dropped != null ? this : with(messages, answer, weight, split, reason, provenance);
  }

  /** The same example standing for another number of calls. */
  public Example withWeight(long newWeight) {
    return with(messages, answer, newWeight, split, dropped, provenance);
  }

  /** The same example on one side of a split. */
  public Example withSplit(@Nullable String newSplit) {
    return with(messages, answer, weight, newSplit, dropped, provenance);
  }

  /** The same example saying something else. */
  public Example withTexts(List<Message> newMessages, @Nullable Message newAnswer) {
    return with(newMessages, newAnswer, weight, split, dropped, provenance);
  }

  /** The same example from there. */
  public Example withProvenance(Provenance newProvenance) {
    return with(messages, answer, weight, split, dropped, newProvenance);
  }

  private Example with(
      List<Message> newMessages,
      @Nullable Message newAnswer,
      long newWeight,
      @Nullable String newSplit,
      @Nullable String newDropped,
      Provenance newProvenance) {
    return new Example(
        id,
        callId,
        epochMillis,
        newMessages,
        toolsJson,
        responseFormatJson,
        newAnswer,
        groupKey,
        newWeight,
        newSplit,
        newDropped,
        newProvenance);
  }
}
