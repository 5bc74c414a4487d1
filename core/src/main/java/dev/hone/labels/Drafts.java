package dev.hone.labels;

import dev.hone.chat.Answer;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Samples drafts, and asks one agent about many rows. */
final class Drafts {
  private Drafts() {}

  /**
   * Samples.
   *
   * @param proposers asked by turns
   * @param samples drafts a row
   */
  static void sample(
      List<RowWork> rows, List<Agent> proposers, int samples, double temperature, int maxTokens) {
    // A model's drafts of all rows are one batch, whatever the number of models.
    for (int p = 0; p < Math.min(proposers.size(), samples); p++) {
      Agent agent = proposers.get(p);
      List<RowWork> asked = new ArrayList<>();
      List<Integer> indices = new ArrayList<>();
      List<ChatRequest> requests = new ArrayList<>();
      for (RowWork row : rows) {
        for (int index = p; index < samples; index += proposers.size()) {
          asked.add(row);
          indices.add(index);
          requests.add(AgentPrompts.draft(row.original(), temperature, index, maxTokens));
        }
      }
      List<Answer> answers = Answer.all(agent.model(), requests);
      for (int i = 0; i < asked.size(); i++) {
        RowWork row = asked.get(i);
        Answer answer = answers.get(i);
        row.called(
            LabelStep.DRAFT,
            indices.get(i),
            agent,
            answer,
            AnswerForm.outcome(row.original(), answer));
        Message usable = AnswerForm.usable(row.original(), answer);
        if (usable != null) {
          row.drafts.add(usable);
        }
      }
    }
  }

  /** One request for each row, as one batch. */
  static List<Answer> ask(Agent agent, List<RowWork> rows, Function<RowWork, ChatRequest> prompt) {
    return Answer.all(agent.model(), rows.stream().map(prompt).toList());
  }
}
