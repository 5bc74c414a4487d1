package dev.hone.datasets;

import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** Gives ids to tool calls that were logged without (legacy functions, some local servers). */
final class CallIds {
  private CallIds() {}

  /** The same conversation; calls without an id get one, in order, and so do their results. */
  static List<Turn> filled(List<Turn> turns) {
    if (turns.stream().map(Turn::message).noneMatch(CallIds::lacksId)) {
      return turns;
    }
    List<Turn> filled = new ArrayList<>(turns.size());
    Deque<String> open = new ArrayDeque<>();
    int next = 1;
    for (Turn turn : turns) {
      Message message = turn.message();
      if (!message.toolCalls().isEmpty()) {
        open.clear();
        List<ToolCall> calls = new ArrayList<>();
        for (ToolCall call : message.toolCalls()) {
          String id = call.id().isEmpty() ? "call_" + next++ : call.id();
          open.add(id);
          calls.add(new ToolCall(id, call.name(), call.arguments()));
        }
        message = with(message, calls, message.toolCallId());
      } else if (message.role().equals(Message.TOOL)) {
        String id = message.toolCallId();
        if (id == null || id.isEmpty()) {
          String answered = open.poll();
          message = answered == null ? message : with(message, List.of(), answered);
        } else {
          open.remove(id);
        }
      }
      filled.add(new Turn(message, turn.learned()));
    }
    return filled;
  }

  private static boolean lacksId(Message message) {
    return message.toolCalls().stream().anyMatch(call -> call.id().isEmpty())
        || (message.role().equals(Message.TOOL)
            && (message.toolCallId() == null || message.toolCallId().isEmpty()));
  }

  private static Message with(
      Message message, List<ToolCall> calls, @org.jspecify.annotations.Nullable String callId) {
    return new Message(
        message.role(),
        message.content(),
        message.partsJson(),
        message.name(),
        calls,
        callId,
        message.refusal(),
        message.reasoning());
  }
}
