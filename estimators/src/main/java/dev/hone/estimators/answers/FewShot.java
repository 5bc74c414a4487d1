package dev.hone.estimators.answers;

import dev.hone.chat.ChatJson;
import dev.hone.chat.Message;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Worked examples shown to a model before its question. */
final class FewShot {
  private FewShot() {}

  static String toJson(List<Message> messages) {
    return Json.write(ChatJson.toJson(messages));
  }

  /**
   * @throws IllegalArgumentException if the text is not a JSON array of messages; empty is none
   */
  static List<Message> fromJson(String json) {
    return json.isEmpty() || json.equals("[]") ? List.of() : ChatJson.messages(Json.parse(json));
  }

  /** The conversation with the examples in it, after its leading system messages. */
  static List<Message> put(List<Message> examples, List<Message> conversation) {
    if (examples.isEmpty()) {
      return conversation;
    }
    int system = 0;
    while (system < conversation.size() && conversation.get(system).role().equals(Message.SYSTEM)) {
      system++;
    }
    List<Message> all = new ArrayList<>(conversation);
    all.addAll(system, examples);
    return all;
  }
}
