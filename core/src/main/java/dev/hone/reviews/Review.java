package dev.hone.reviews;

import static java.util.Objects.requireNonNull;

import dev.hone.chat.AnswerText;
import dev.hone.chat.Message;
import dev.hone.json.Json;
import java.util.List;

/**
 * An answer that people are asked about. It holds all that a reviewer needs to see, so that who may
 * read reviews needs no other table.
 *
 * @param id what the question is about, by its texts: the same answers to the same example are one
 *     review, in whichever run and however often the log is imported
 * @param exampleId the example
 * @param model who proposes the answer
 * @param doubt why somebody should look, in a few words
 * @param conversation what was asked, oldest message first
 * @param logged the answer that the log has
 * @param proposed the answer that is doubted
 */
public record Review(
    String id,
    String exampleId,
    String model,
    String doubt,
    List<Message> conversation,
    Message logged,
    Message proposed) {
  public Review {
    requireNonNull(id, "id");
    requireNonNull(exampleId, "exampleId");
    requireNonNull(model, "model");
    requireNonNull(doubt, "doubt");
    conversation = List.copyOf(conversation);
    requireNonNull(logged, "logged");
    requireNonNull(proposed, "proposed");
  }

  /** A review whose id is made of its texts. */
  public static Review of(
      String exampleId,
      String model,
      String doubt,
      List<Message> conversation,
      Message logged,
      Message proposed) {
    String id = Json.sha256("review", exampleId, AnswerText.of(logged), AnswerText.of(proposed));
    return new Review(id, exampleId, model, doubt, conversation, logged, proposed);
  }

  /** Names it; shows no text. */
  @Override
  public String toString() {
    return "Review(" + id + ", " + doubt + ")";
  }
}
