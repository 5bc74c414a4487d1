package dev.hone.verdicts;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Answer;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatRequest;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Asks a model to rate one answer from 1 to 5 by a rubric of the user's own. Asked to, it weighs
 * the ratings that the model was about to give by their probability (G-Eval; Liu and others 2023),
 * which tells answers apart that get the same rating: where the provider tells probabilities, and
 * as rated where it does not.
 */
public final class RatingJudge implements Judge {
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
  private final ChatModel model;
  private final String task;
  private final boolean weighted;

  private RatingJudge(String name, ChatModel model, String task, boolean weighted) {
    this.name = requireNonNull(name, "name");
    this.model = requireNonNull(model, "model");
    this.task = task;
    this.weighted = weighted;
  }

  private static ObjectNode integer() {
    ObjectNode schema = Json.object().put("type", "integer");
    IntStream.rangeClosed(1, MOST).forEach(schema.putArray("enum")::add);
    return schema;
  }

  /**
   * A judge by a rubric.
   *
   * @param name how verdicts name it, with a version: {@code helpful@v1}
   * @param rubric what 1 to 5 mean; it may name the texts as a {@link PromptJudge}'s prompt does
   * @throws IllegalArgumentException if the rubric is blank or names a text that there is not
   */
  public static RatingJudge of(String name, ChatModel model, String rubric) {
    return new RatingJudge(name, model, PromptText.of(rubric), false);
  }

  public static RatingJudge of(ChatModel model) {
    return of("rating@v1", model, DEFAULT_RUBRIC);
  }

  /**
   * The same, with ratings weighed by their probability. Models that reason before they answer
   * refuse to be asked for probabilities.
   */
  public RatingJudge weighted() {
    return new RatingJudge(name, model, task, true);
  }

  @Override
  public String name() {
    return name;
  }

  /** Cases have one answer. The score is 0 for the rating 1 and 1 for 5; 4 and 5 pass. */
  @Override
  public List<Judged> judge(List<Case> cases) {
    List<Answer> answers = Answer.all(model, cases.stream().map(this::request).toList());
    List<Judged> judged = new ArrayList<>();
    for (Answer answer : answers) {
      judged.add(Judged.asked(name, verdict(answer), answer));
    }
    return judged;
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
