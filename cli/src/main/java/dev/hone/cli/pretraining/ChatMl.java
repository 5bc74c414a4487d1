package dev.hone.cli.pretraining;

import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a conversation as {@code chat_template.jinja} does, in pieces that are learnt or not. A
 * test holds the two together; the corpus needs the pieces, and millions of them.
 */
final class ChatMl {
  /** A stretch of text; {@code learnt} where it is an answer, its end-of-turn mark included. */
  record Piece(String text, boolean learnt) {}

  static final String START = "<|im_start|>";
  static final String END = "<|im_end|>";

  private ChatMl() {}

  static List<Piece> pieces(Document document) {
    List<Piece> pieces = new ArrayList<>();
    StringBuilder given = new StringBuilder();
    List<Message> messages = document.messages();
    Message first = messages.get(0);
    boolean system = first.role().equals(Message.SYSTEM);
    if (document.toolsJson() != null) {
      given.append(START).append("system\n").append(system ? first.text() + "\n" : "");
      given.append("# Tools").append(toolLines(document.toolsJson())).append(END).append('\n');
    } else if (system) {
      given.append(START).append("system\n").append(first.text()).append(END).append('\n');
    }
    for (int i = system ? 1 : 0; i < messages.size(); i++) {
      Message message = messages.get(i);
      given.append(START).append(message.role()).append('\n');
      boolean learnt = message.role().equals(Message.ASSISTANT) && i >= document.firstTrained();
      if (learnt) {
        pieces.add(new Piece(given.toString(), false));
        given.setLength(0);
        pieces.add(new Piece(body(message) + END, true));
      } else {
        given.append(body(message)).append(END);
      }
      given.append('\n');
    }
    pieces.add(new Piece(given.toString(), false));
    return pieces;
  }

  static String text(Document document) {
    StringBuilder text = new StringBuilder();
    pieces(document).forEach(piece -> text.append(piece.text()));
    return text.toString();
  }

  static String body(Message message) {
    StringBuilder body = new StringBuilder(message.text());
    for (ToolCall call : message.toolCalls()) {
      body.append(body.length() > 0 ? "\n" : "");
      body.append("<tool_call>\n{\"name\": \"").append(call.name()).append("\", \"arguments\": ");
      body.append(call.arguments()).append("}\n</tool_call>");
    }
    return body.toString();
  }

  /** The generated tool lists are flat arrays of {@code {"type": ...}} objects, split at those. */
  private static String toolLines(@Nullable String toolsJson) {
    String inner = String.valueOf(toolsJson);
    inner = inner.substring(1, inner.length() - 1);
    return "\n" + inner.replace("}, {\"type\": \"function\"", "}\n{\"type\": \"function\"");
  }
}
