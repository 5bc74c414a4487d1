package dev.hone.verdicts;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Answer;
import dev.hone.chat.ChatRequest;
import dev.hone.json.Json;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * A model rates one answer from 1 to 5 by a rubric of the user's own. Asked to, it weighs the
 * ratings that the model was about to give by their probability (G-Eval; Liu and others 2023),
 * which tells answers apart that get the same rating: where the provider tells probabilities, and
 * as rated where it does not.
 */
public final class Rating implements Protocol {
  /** A rubric for want of the user's own. */
  public static final String DEFAULT_RUBRIC =
      """
      You rate an answer to a conversation.
      5: does what the conversation asks, correctly and completely, in the form asked for.
      4: the same with a flaw that does not matter to whoever asked.
      3: helps, but lacks or gets wrong something that matters.
      2: mostly wrong or beside the point.
      1: useless, or does harm.
      Where a reference is given, what contradicts it is wrong.
      """;

  private static final int MOST = 5;
  private static final int PASSES_FROM = 4;
  private static final int MAX_TOKENS = 400;
  private static final String LOGPROBS = "{\"logprobs\":true,\"top_logprobs\":20}";
  private static final String FORMAT =
      ReplyJson.format(
          "rating",
          Json.object()
              .<ObjectNode>set("reason", ReplyJson.text())
              .set(WeightedRating.KEY, integer()));

  private final String name;
  private final String task;
  private final boolean weighted;

  private Rating(String name, String task, boolean weighted) {
    this.name = requireNonNull(name, "name");
    this.task = task;
    this.weighted = weighted;
  }

  private static ObjectNode integer() {
    ObjectNode schema = Json.object().put("type", "integer");
    IntStream.rangeClosed(1, MOST).forEach(schema.putArray("enum")::add);
    return schema;
  }

  /**
   * By a rubric.
   *
   * @param name how verdicts name it, with a version: {@code helpful@v1}
   * @param rubric what 1 to 5 mean; it may name the texts as a {@link PromptCheck}'s prompt does
   * @throws IllegalArgumentException if the rubric is blank or names a text that there is not
   */
  public static Rating of(String name, String rubric) {
    return new Rating(name, PromptText.of(rubric), false);
  }

  /** By {@link #DEFAULT_RUBRIC}. */
  public static Rating of() {
    return of("rating@v1", DEFAULT_RUBRIC);
  }

  /**
   * The same, with ratings weighed by their probability. Models that reason before they answer
   * refuse to be asked for probabilities.
   */
  public Rating weighted() {
    return new Rating(name, task, true);
  }

  @Override
  public Rating named(String newName) {
    return new Rating(newName, task, weighted);
  }

  @Override
  public String name() {
    return name;
  }

  /** Cases have one answer. */
  @Override
  public List<ChatRequest> requests(Case one) {
    return List.of(request(one));
  }

  /** The score is 0 for the rating 1 and 1 for 5; 4 and 5 pass. */
  @Override
  public Judged read(Case one, List<Answer> answers) {
    return Judged.asked(name, verdict(answers.get(0)), answers.get(0));
  }

  private ChatRequest request(Case one) {
    return JudgePrompt.of(
            task,
            JudgePrompt.aboutOne(one),
            "{\"reason\": \"one short sentence\", \"rating\": 1 to 5}",
            FORMAT,
            MAX_TOKENS)
        .withMore(weighted ? LOGPROBS : null);
  }

  private Verdict verdict(Answer answer) {
    if (answer.error() != null) {
      return new Verdict.Failed(answer.error());
    }
    JsonNode reply = ReplyJson.read(answer.text());
    JsonNode rated = reply == null ? Json.object() : reply.path(WeightedRating.KEY);
    if (reply == null || !rated.isIntegralNumber() || rated.asInt() < 1 || rated.asInt() > MOST) {
      return new Verdict.Unreadable(answer.text() == null ? "" : answer.text());
    }
    OptionalDouble probable =
        weighted && answer.completion() != null
            ? WeightedRating.of(answer.completion(), MOST)
            : OptionalDouble.empty();
    double rating = probable.orElse(rated.asInt());
    return new Verdict.Scored(
        (rating - 1) / (MOST - 1), rating >= PASSES_FROM, reply.path("reason").asText(""));
  }
}
