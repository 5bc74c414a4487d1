package dev.hone.verdicts;

import dev.hone.chat.Answer;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatRequest;
import java.util.List;

/**
 * How a model is made a judge: what it is asked about a case, and how its answers are read. Holds
 * no model, so that the same protocol serves a judge in Java, a stage and a SQL function, and tells
 * what will be asked before anything is paid.
 */
public interface Protocol {
  /** How verdicts name it; with a version where it has a text that may change: {@code tone@v2}. */
  String name();

  /**
   * What a model is asked about a case; nothing where the verdict needs no model.
   *
   * @throws IllegalArgumentException if the case has more or fewer answers than are judged
   */
  List<ChatRequest> requests(Case one);

  /**
   * The verdict.
   *
   * @param answers one for each of the {@link #requests}, in their order
   */
  Judged read(Case one, List<Answer> answers);

  /** The same protocol under another name. */
  Protocol named(String name);

  /** A judge that asks this model; whoever opened the model closes it. */
  default Judge with(ChatModel model) {
    return new ModelJudge(this, model);
  }
}
