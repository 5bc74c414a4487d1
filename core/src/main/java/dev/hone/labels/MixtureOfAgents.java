package dev.hone.labels;

import dev.hone.chat.Answer;
import dev.hone.chat.Message;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * OpenPipe's mixture of agents ("OpenPipe Mixture of Agents", 2024): several drafts, a review of
 * them, and an answer written from both. Drafts that break the form asked for are not reviewed; a
 * row that has none left gets no answer. Where the review fails, the answer is written from the
 * drafts; where that fails or breaks the form, the draft that most agree on is the answer.
 */
final class MixtureOfAgents implements Drafting {
  private final Agents agents;
  private final RelabelSettings settings;

  MixtureOfAgents(Agents agents, RelabelSettings settings) {
    this.agents = agents;
    this.settings = settings;
  }

  @Override
  public void answer(List<RowWork> rows) {
    Drafts.sample(
        rows,
        agents.proposers(),
        settings.samples(),
        settings.temperature(),
        settings.maxAnswerTokens());
    List<RowWork> drafted = rows.stream().filter(row -> !row.drafts.isEmpty()).toList();
    drafted.forEach(row -> row.answer = Votes.of(row.drafts).orElseThrow().answer());
    List<RowWork> reviewed = drafted.stream().filter(row -> !row.budgetSpent()).toList();
    List<Answer> reviews =
        Drafts.ask(
            agents.writer(),
            reviewed,
            row -> AgentPrompts.critique(row.original(), Votes.count(row.drafts)));
    for (int i = 0; i < reviewed.size(); i++) {
      reviewed.get(i).called(LabelStep.CRITIQUE, 0, agents.writer(), reviews.get(i), "reviewed");
    }
    synthesize(reviewed, reviews);
  }

  private void synthesize(List<RowWork> reviewed, List<Answer> reviews) {
    Map<RowWork, @Nullable String> reviewOf = new HashMap<>();
    for (int i = 0; i < reviewed.size(); i++) {
      reviewOf.put(reviewed.get(i), reviews.get(i).text());
    }
    List<RowWork> rows = reviewed.stream().filter(row -> !row.budgetSpent()).toList();
    List<Answer> answers =
        Drafts.ask(
            agents.writer(),
            rows,
            row ->
                AgentPrompts.synthesis(
                    row.original(),
                    Votes.count(row.drafts),
                    reviewOf.get(row),
                    settings.maxAnswerTokens()));
    for (int i = 0; i < rows.size(); i++) {
      RowWork row = rows.get(i);
      row.called(
          LabelStep.SYNTHESIS,
          0,
          agents.writer(),
          answers.get(i),
          AnswerForm.outcome(row.original(), answers.get(i)));
      Message usable = AnswerForm.usable(row.original(), answers.get(i));
      if (usable != null) {
        row.answer = usable;
      }
    }
  }
}
