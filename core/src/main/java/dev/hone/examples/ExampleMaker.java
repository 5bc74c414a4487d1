package dev.hone.examples;

import dev.hone.calls.LoggedCall;
import dev.hone.chat.ChatJson;
import dev.hone.chat.Message;
import dev.hone.json.Json;
import java.util.List;

/** Makes an example of a logged call, whatever became of that call. */
public final class ExampleMaker {
  private ExampleMaker() {}

  /**
   * One example a call. A call that is not complete gives an example that is dropped from the
   * start, with the call's own reason, so that every call stays accounted for.
   */
  public static Example make(LoggedCall call) {
    String dropped = call.unreadable() != null ? call.unreadable() : call.incomplete();
    if (dropped == null && call.completion() == null) {
      dropped = "no answer";
    }
    return new Example(
        Json.sha256("example", call.id()),
        call.id(),
        call.epochMillis(),
        call.messages(),
        call.toolsJson(),
        call.responseFormatJson(),
        call.completion(),
        groupKey(call),
        1,
        null,
        dropped,
        Provenance.of(call));
  }

  /**
   * What must stay on one side of a split: the session where the log names one, else the
   * conversation itself, so that a question asked twice is never both learnt from and tested on.
   */
  static String groupKey(LoggedCall call) {
    if (call.sessionId() != null) {
      return sessionKey(call.sessionId());
    }
    if (call.messages().isEmpty()) {
      return Json.sha256("call", call.id());
    }
    return contentKey(call.messages());
  }

  /** The group of a session, whichever table its calls were read from. */
  public static String sessionKey(String sessionId) {
    return Json.sha256("session", sessionId);
  }

  /** SHA-256 of a conversation without its system messages. */
  public static String contentKey(List<Message> messages) {
    List<Message> spoken =
        messages.stream().filter(message -> !message.role().equals(Message.SYSTEM)).toList();
    return Json.sha256(
        "conversation", Json.canonical(ChatJson.toJson(spoken.isEmpty() ? messages : spoken)));
  }
}
