package dev.hone.examples;

import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.json.Json;
import java.util.List;

/**
 * What two conversations are compared by: their words, without the static text that all calls of a
 * task share. A shared system message would make all calls alike.
 */
public final class Slots {
  private Slots() {}

  /**
   * The words of a conversation, by role, in lower case, without punctuation, one space between
   * two. Tool calls count as words; content that is more than text counts by its hash.
   */
  public static String of(List<Message> messages, PruneRules staticText) {
    StringBuilder text = new StringBuilder();
    for (Message message : staticText.apply(messages)) {
      append(message.role(), text);
      append(message.text(), text);
      for (ToolCall call : message.toolCalls()) {
        append(call.name(), text);
        append(call.arguments(), text);
      }
      if (message.partsJson() != null) {
        append(Json.sha256("parts", message.partsJson()), text);
      }
    }
    return text.toString();
  }

  /** The words of a text alone. */
  public static String words(String text) {
    StringBuilder words = new StringBuilder(text.length());
    append(text, words);
    return words.toString();
  }

  private static void append(String text, StringBuilder out) {
    boolean apart = !out.isEmpty();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isOfWord(c)) {
        apart = !out.isEmpty();
        continue;
      }
      if (apart) {
        out.append(' ');
        apart = false;
      }
      out.append(Character.toLowerCase(c));
    }
  }

  private static boolean isOfWord(char c) {
    if (c < 128) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
    int type = Character.getType(c);
    return Character.isLetterOrDigit(c)
        || Character.isSurrogate(c)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }
}
