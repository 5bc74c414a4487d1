package dev.hone.verdicts;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Answer;
import dev.hone.chat.AnswerText;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.FencedText;
import dev.hone.chat.Message;
import dev.hone.chat.Transcript;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A model scores several answers to one conversation against each other (RULER; OpenPipe 2025): the
 * conversation is read once for all of them. It is asked twice, the second time with the answers in
 * reverse, and the scores are averaged, so that no place is worth more. Answers that are the same
 * are shown once and get the same score.
 */
public final class GroupRanking implements Protocol {
  private static final String SCORES = "scores";
  private static final int MAX_TOKENS = 200;
  private static final int MAX_TOKENS_EACH = 100;

  private final String name;
  private final String criteria;

  private GroupRanking(String name, String criteria) {
    this.name = requireNonNull(name, "name");
    this.criteria = requireNonNull(criteria, "criteria");
  }

  /** By {@link Pairwise#DEFAULT_CRITERIA}. */
  public static GroupRanking of() {
    return of(Pairwise.DEFAULT_CRITERIA);
  }

  /**
   * By criteria of one's own.
   *
   * @param criteria what a good answer does, as the end of a sentence
   */
  public static GroupRanking of(String criteria) {
    return new GroupRanking("group", criteria);
  }

  @Override
  public GroupRanking named(String newName) {
    return new GroupRanking(newName, criteria);
  }

  @Override
  public String name() {
    return name;
  }

  /** Cases have any number of answers. */
  @Override
  public List<ChatRequest> requests(Case one) {
    Group group = Group.of(one);
    return List.of(request(group, group.shown()), request(group, group.reversed()));
  }

  /** Verdicts are {@link Verdict.Ranked}; their parts are what was said in each order. */
  @Override
  public Judged read(Case one, List<Answer> answers) {
    Group group = Group.of(one);
    List<Judged> parts =
        List.of(
            said(answers.get(0), group, group.shown()),
            said(answers.get(1), group, group.reversed()));
    return Judged.of(name, mean(parts), parts);
  }

  private Judged said(Answer answer, Group group, List<Integer> order) {
    return Judged.asked(name, verdict(answer, group, order), answer);
  }

  /**
   * A case and its different answers.
   *
   * @param places for each answer of the case, which of the different ones it is
   * @param shown numbers of the different answers in the order they are shown first: by their hash,
   *     for the order of a case is often that of its models
   */
  private record Group(
      Case one, List<Message> different, List<Integer> places, List<Integer> shown) {
    static Group of(Case one) {
      List<Message> different = new ArrayList<>();
      List<Integer> places = new ArrayList<>();
      for (Message answer : one.answers()) {
        int place = 0;
        while (place < different.size() && !ExactMatch.matches(different.get(place), answer)) {
          place++;
        }
        if (place == different.size()) {
          different.add(answer);
        }
        places.add(place);
      }
      List<Integer> shown = new ArrayList<>();
      for (int i = 0; i < different.size(); i++) {
        shown.add(i);
      }
      shown.sort(Comparator.comparing(i -> Json.sha256(AnswerText.of(different.get(i)))));
      return new Group(one, different, places, shown);
    }

    List<Integer> reversed() {
      List<Integer> reversed = new ArrayList<>(shown);
      Collections.reverse(reversed);
      return reversed;
    }
  }

  private ChatRequest request(Group group, List<Integer> order) {
    FencedText texts = JudgePrompt.about(group.one());
    for (int i = 0; i < order.size(); i++) {
      texts.add(named(i), Transcript.of(group.different().get(order.get(i))));
    }
    return JudgePrompt.of(
        """
        You score %d answers to the same conversation from 0 to 1, against each other.
        A good answer means: %s
        An answer that reaches what the conversation asks for scores higher than any that does not. A small \
        difference in quality is a small difference in score, a large one a large one. What is partly reached \
        is scored in part. The order of the answers means nothing, nor does their length.\
        """
            .formatted(order.size(), criteria),
        texts,
        "{\"scores\": [{\"answer\": number, \"reason\": \"one short sentence\", \"score\": 0 to"
            + " 1}]}, with every answer in it",
        format(),
        MAX_TOKENS + MAX_TOKENS_EACH * order.size());
  }

  private static String named(int place) {
    return JudgePrompt.ANSWER + " " + (place + 1);
  }

  private static String format() {
    ObjectNode score =
        Json.object()
            .<ObjectNode>set("answer", Json.object().put("type", "integer"))
            .<ObjectNode>set("reason", ReplyJson.text())
            .set("score", Json.object().put("type", "number"));
    ObjectNode scores = Json.object().put("type", "array").set("items", ReplyJson.object(score));
    return ReplyJson.format(SCORES, Json.object().set(SCORES, scores));
  }

  private static Verdict verdict(Answer answer, Group group, List<Integer> order) {
    if (answer.error() != null) {
      return new Verdict.Failed(answer.error());
    }
    Verdict ranked = read(ReplyJson.read(answer.text()), group, order);
    return ranked == null
        ? new Verdict.Unreadable(answer.text() == null ? "" : answer.text())
        : ranked;
  }

  private static @Nullable Verdict read(
      @Nullable JsonNode reply, Group group, List<Integer> order) {
    if (reply == null || reply.path(SCORES).size() != order.size()) {
      return null;
    }
    @Nullable Double[] scores = new Double[order.size()];
    List<String> reasons = new ArrayList<>();
    for (JsonNode scored : reply.path(SCORES)) {
      int place = scored.path("answer").asInt() - 1;
      double score = scored.path("score").asDouble(-1);
      if (place < 0
          || place >= scores.length
          || scores[order.get(place)] != null
          || !(score >= 0 && score <= 1)) {
        return null;
      }
      scores[order.get(place)] = score;
      reasons.add(named(place) + ": " + scored.path("reason").asText(""));
    }
    List<Double> all = new ArrayList<>();
    for (int place : group.places()) {
      all.add(requireNonNull(scores[place], "score"));
    }
    return new Verdict.Ranked(all, String.join("\n", reasons));
  }

  /** The mean of what was said in both orders; what is no verdict where either is none. */
  private static Verdict mean(List<Judged> parts) {
    for (Judged part : parts) {
      if (!(part.verdict() instanceof Verdict.Ranked)) {
        return part.verdict();
      }
    }
    Verdict.Ranked one = (Verdict.Ranked) parts.get(0).verdict();
    Verdict.Ranked other = (Verdict.Ranked) parts.get(1).verdict();
    List<Double> scores = new ArrayList<>();
    for (int i = 0; i < one.scores().size(); i++) {
      scores.add((one.scores().get(i) + other.scores().get(i)) / 2);
    }
    return new Verdict.Ranked(scores, one.reason());
  }
}
