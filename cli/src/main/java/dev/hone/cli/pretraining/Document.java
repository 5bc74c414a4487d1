package dev.hone.cli.pretraining;

import dev.hone.chat.Message;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One generated conversation.
 *
 * @param kind the task it practises; the gate counts by it
 * @param messages the conversation; assistant turns are what is learnt
 * @param toolsJson the tools on offer as a JSON array, or null
 * @param firstTrained index of the first message whose answer follows from what stands before it
 */
record Document(String kind, List<Message> messages, @Nullable String toolsJson, int firstTrained) {
  Document {
    messages = List.copyOf(messages);
  }

  static Document of(String kind, String user, String assistant) {
    return new Document(kind, List.of(Message.user(user), Message.assistant(assistant)), null, 0);
  }

  static Document of(String kind, String system, String user, String assistant) {
    return new Document(
        kind,
        List.of(Message.system(system), Message.user(user), Message.assistant(assistant)),
        null,
        0);
  }

  static Document of(String kind, List<Message> messages) {
    return new Document(kind, messages, null, 0);
  }
}
