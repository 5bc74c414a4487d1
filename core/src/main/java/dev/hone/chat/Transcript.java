package dev.hone.chat;

import java.util.List;

/** Messages as one text, for a model that reads about them. */
public final class Transcript {
  private Transcript() {}

  /** A conversation, oldest message first, each with its role in front. */
  public static String of(List<Message> conversation) {
    StringBuilder out = new StringBuilder();
    for (Message message : conversation) {
      out.append(message.role()).append(": ").append(of(message)).append('\n');
    }
    return out.toString().strip();
  }

  /** A message: its text or refusal, then the tools it calls. */
  public static String of(Message message) {
    StringBuilder out = new StringBuilder(message.text());
    if (message.refusal() != null) {
      out.append(message.refusal());
    }
    for (ToolCall call : message.toolCalls()) {
      out.append(out.isEmpty() ? "" : "\n");
      out.append("CALL ").append(call.name()).append(' ').append(call.arguments());
    }
    return out.toString();
  }
}
