package dev.hone.labels;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.Answer;
import dev.hone.chat.Transcript;
import dev.hone.json.Json;
import dev.hone.verdicts.Criteria;
import dev.hone.verdicts.Criterion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Derives a task's criteria from its prompt, examples and known failures: one call a task. Criteria
 * that are there already stay, and get a next version where the model words them anew; none is
 * taken away, for that is a person's decision.
 */
public final class CriteriaFinder {
  /** More are not read; a check would cost more and find less. */
  public static final int MAX_CRITERIA = 12;

  private CriteriaFinder() {}

  /**
   * What was found.
   *
   * @param criteria in force from here on
   * @param error why nothing new was found, or null
   */
  public record Found(Criteria criteria, @Nullable String error, Spent spent) {}

  /**
   * Asks.
   *
   * @param taskPrompt what all requests of the task begin with: their system prompt
   * @param examples a few logged answers, right or wrong
   * @param failures answers known to be wrong
   * @param soFar criteria in force
   */
  public static Found find(
      Agent agent,
      String taskPrompt,
      List<OriginalAnswer> examples,
      List<KnownFailure> failures,
      Criteria soFar) {
    Answer answer =
        Answer.all(
                agent.model(), List.of(AgentPrompts.derive(taskPrompt, examples, failures, soFar)))
            .get(0);
    Spent spent = Spent.of(answer.unpaid() ? 0 : 1, agent, answer.usage());
    if (answer.error() != null) {
      return new Found(soFar, answer.error(), spent);
    }
    JsonNode reply = Json.read(answer.text());
    JsonNode list = reply == null ? null : reply.path("criteria");
    if (list == null || !list.isArray() || list.isEmpty()) {
      return new Found(soFar, "the reply is not the JSON asked for", spent);
    }
    Criteria criteria = soFar;
    for (JsonNode node : list) {
      String name = node.path("name").asText();
      String text = node.path("text").asText().strip().replaceAll("\\s+", " ");
      boolean room =
          criteria.list().size() < MAX_CRITERIA
              || soFar.list().stream().anyMatch(known -> known.name().equals(name));
      if (room && Criterion.isName(name) && Criterion.isText(text)) {
        criteria = criteria.revised(name, text);
      }
    }
    return new Found(criteria, null, spent);
  }

  /**
   * Failures among rows that were relabelled: those whose original gave way.
   *
   * @param most how many are told at most
   */
  public static List<KnownFailure> failures(
      List<OriginalAnswer> rows, List<Relabelled> relabelled, int most) {
    List<KnownFailure> failures = new ArrayList<>();
    for (int i = 0; i < rows.size() && failures.size() < most; i++) {
      Relabelled row = relabelled.get(i);
      if (row.decision().replaced()) {
        failures.add(
            new KnownFailure(rows.get(i), "a better answer is: " + Transcript.of(row.answer())));
      }
    }
    return failures;
  }
}
