package dev.hone.cli.run;

import dev.hone.chat.Message;
import dev.hone.cli.report.Answerer;
import dev.hone.verdicts.ExactMatch;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A held-out request with everyone's answers.
 *
 * @param exampleId the example
 * @param group what must be drawn as a whole in a bootstrap
 * @param task whose example it is, or null for none
 * @param weight how many logged calls it stands for, near-duplicates counted
 * @param messages the conversation as logged
 * @param truth what is right, or null where unknown
 * @param replies by who answered; the logged answer is always there
 */
record HeldOut(
    String exampleId,
    String group,
    @Nullable String task,
    long weight,
    List<Message> messages,
    @Nullable Truth truth,
    Map<Answerer, Reply> replies) {

  /** What was asked last. */
  String request() {
    return lastRequest(messages);
  }

  /** What a conversation asks last. */
  static String lastRequest(List<Message> messages) {
    for (int i = messages.size() - 1; i >= 0; i--) {
      if (messages.get(i).role().equals(Message.USER)) {
        return messages.get(i).text();
      }
    }
    return messages.isEmpty() ? "" : messages.get(messages.size() - 1).text();
  }

  /** The logged answer's text. */
  String logged() {
    String text = text(Answerer.LOGGED);
    return text == null ? "" : text;
  }

  /** Whether a model answered as the truth says; null where none is known. */
  @Nullable Boolean right(Answerer model) {
    String text = text(model);
    return truth == null ? null : text != null && ExactMatch.matches(truth.answer(), text);
  }

  /** A model's answer, or null where it gave none. */
  @Nullable String text(Answerer model) {
    Reply reply = replies.get(model);
    return reply == null ? null : reply.text();
  }
}
