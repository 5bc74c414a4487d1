package dev.hone.engine.training;

import static java.util.Objects.requireNonNull;

import dev.hone.chat.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A conversation and the answer to learn.
 *
 * @param messages the prompt's messages, oldest first, already pruned
 * @param toolsJson the tools on offer as OpenAI's JSON array, or null
 * @param answer the assistant's message to learn
 * @param weight what the answer's tokens count (&gt; 0)
 */
public record TrainingExample(
    List<Message> messages, @Nullable String toolsJson, Message answer, double weight) {
  public TrainingExample {
    messages = List.copyOf(messages);
    requireNonNull(answer, "answer");
    if (!(weight > 0)) {
      throw new IllegalArgumentException("Invalid weight: " + weight + ". Use more than 0.");
    }
  }
}
