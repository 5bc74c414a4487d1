package dev.hone.datasets;

import static java.util.Objects.requireNonNull;

import dev.hone.chat.Message;
import java.util.List;

/**
 * One message of a training row.
 *
 * @param message what is said
 * @param learned whether a model learns to say it; only what the assistant says can be learned
 */
public record Turn(Message message, boolean learned) {
  public Turn {
    requireNonNull(message, "message");
    if (learned && !message.role().equals(Message.ASSISTANT)) {
      throw new IllegalArgumentException(
          "A message of role '"
              + message.role()
              + "' cannot be learned; only the assistant's can.");
    }
  }

  /** A message that is read and not learned. */
  public static Turn read(Message message) {
    return new Turn(message, false);
  }

  /** A message that is learned where it is the assistant's. */
  public static Turn of(Message message) {
    return new Turn(message, message.role().equals(Message.ASSISTANT));
  }

  static List<Message> messages(List<Turn> turns) {
    return turns.stream().map(Turn::message).toList();
  }
}
