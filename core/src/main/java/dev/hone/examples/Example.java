package dev.hone.examples;

import static java.util.Objects.requireNonNull;

import dev.hone.chat.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversation with the answer to learn from.
 *
 * @param id SHA-256 of the canonical conversation and answer
 * @param callId the logged call it came from
 * @param epochMillis when that call was made, or null
 * @param messages the request's conversation, before pruning
 * @param toolsJson tools on offer in OpenAI's shape, or null
 * @param answer the assistant's message as logged
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
    Message answer,
    String groupKey,
    long weight,
    @Nullable String split,
    @Nullable String dropped) {
  public static final String TRAIN = "train";
  public static final String TEST = "test";

  public Example {
    requireNonNull(id, "id");
    requireNonNull(callId, "callId");
    requireNonNull(answer, "answer");
    requireNonNull(groupKey, "groupKey");
    messages = List.copyOf(messages);
    if (weight < 1) {
      throw new IllegalArgumentException("Invalid weight of example " + id + ": " + weight + ".");
    }
  }
}
