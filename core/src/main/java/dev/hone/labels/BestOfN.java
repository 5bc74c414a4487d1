package dev.hone.labels;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.Answer;
import dev.hone.json.Json;
import java.util.List;

/**
 * Several drafts, of which the judge names the best; where all agree, or the judge names none, the
 * one that most agree on. One draft is the cheapest: a model asked anew.
 */
final class BestOfN implements Drafting {
  private final Agents agents;
  private final RelabelSettings settings;
  private final int samples;

  BestOfN(Agents agents, RelabelSettings settings, int samples) {
    this.agents = agents;
    this.settings = settings;
    this.samples = samples;
  }

  @Override
  public void answer(List<RowWork> rows) {
    Drafts.sample(
        rows,
        agents.proposers(),
        samples,
        samples == 1 ? 0 : settings.temperature(),
        settings.maxAnswerTokens());
    List<RowWork> drafted = rows.stream().filter(row -> !row.drafts.isEmpty()).toList();
    drafted.forEach(row -> row.answer = Votes.of(row.drafts).orElseThrow().answer());
    List<RowWork> open =
        drafted.stream()
            .filter(row -> Votes.count(row.drafts).size() > 1 && !row.budgetSpent())
            .toList();
    List<Answer> picks =
        Drafts.ask(
            agents.judge(),
            open,
            row -> AgentPrompts.pick(row.original(), Votes.count(row.drafts)));
    for (int i = 0; i < open.size(); i++) {
      RowWork row = open.get(i);
      List<Votes> choices = Votes.count(row.drafts);
      int best = best(picks.get(i), choices.size());
      row.called(
          LabelStep.PICK,
          0,
          agents.judge(),
          picks.get(i),
          best == 0 ? "unreadable" : "draft " + best);
      if (best > 0) {
        row.answer = choices.get(best - 1).answer();
      }
    }
  }

  /** The draft named, from 1; 0 where none is. */
  private static int best(Answer answer, int choices) {
    JsonNode reply = Json.read(answer.text());
    int best = reply == null ? 0 : reply.path("best").asInt();
    return best >= 1 && best <= choices ? best : 0;
  }
}
