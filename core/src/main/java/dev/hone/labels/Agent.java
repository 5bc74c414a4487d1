package dev.hone.labels;

import static java.util.Objects.requireNonNull;

import dev.hone.calls.Price;
import dev.hone.chat.ChatModel;
import org.jspecify.annotations.Nullable;

/**
 * A model at work on labels. Holds the model open and does not close it.
 *
 * @param name what the rows call it: the model's URI
 * @param model whom to ask
 * @param price what its tokens cost, or null where unknown: then its cost is unknown, never zero
 */
public record Agent(String name, ChatModel model, @Nullable Price price) {
  public Agent {
    requireNonNull(name, "name");
    requireNonNull(model, "model");
  }
}
