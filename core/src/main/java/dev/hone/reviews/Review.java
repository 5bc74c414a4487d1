package dev.hone.reviews;

import static java.util.Objects.requireNonNull;

import dev.hone.chat.AnswerText;
import dev.hone.chat.Message;
import dev.hone.json.Json;
import dev.hone.verdicts.ExactMatch;
import java.util.List;

/**
 * An answer that people are asked about. It holds all that a reviewer needs to see, so that who may
 * read reviews needs no other table.
 *
 * @param id what the question is about, by its texts: the same answers to the same example are one
 *     review, in whichever run and however often the log is imported
 * @param exampleId the example
 * @param group what is not independent of it: the example's group key
 * @param model who proposes the answer
 * @param reasons why somebody should look
 * @param conversation what was asked, oldest message first
 * @param logged the answer that the log has
 * @param proposed the answer that is asked about
 */
public record Review(
    String id,
    String exampleId,
    String group,
    String model,
    Reasons reasons,
    List<Message> conversation,
    Message logged,
    Message proposed) {
  public Review {
    requireNonNull(id, "id");
    requireNonNull(exampleId, "exampleId");
    requireNonNull(group, "group");
    requireNonNull(model, "model");
    requireNonNull(reasons, "reasons");
    conversation = List.copyOf(conversation);
    requireNonNull(logged, "logged");
    requireNonNull(proposed, "proposed");
  }

  /** A review whose id is made of its texts. */
  public static Review of(
      String exampleId,
      String group,
      String model,
      Reasons reasons,
      List<Message> conversation,
      Message logged,
      Message proposed) {
    return new Review(
        id(exampleId, logged, proposed),
        exampleId,
        group,
        model,
        reasons,
        conversation,
        logged,
        proposed);
  }

  /**
   * The id of the review of an answer beside the logged one; a verdict on the two is of that id
   * too.
   */
  public static String id(String exampleId, Message logged, Message proposed) {
    return Json.sha256("review", exampleId, AnswerText.of(logged), AnswerText.of(proposed));
  }

  /** The same review asked for other reasons. */
  public Review withReasons(Reasons others) {
    return new Review(id, exampleId, group, model, others, conversation, logged, proposed);
  }

  /** Whether the two answers say the same, so that neither can be better. */
  public boolean sameAnswers() {
    return ExactMatch.matches(logged, proposed);
  }

  /** Names it; shows no text. */
  @Override
  public String toString() {
    return "Review(" + id + ", " + String.join("; ", reasons.words()) + ")";
  }
}
