package dev.hone.labels;

import dev.hone.chat.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A cheap model first: where enough of its drafts, and the logged answer, agree, that is the
 * answer; the other rows go the dear way.
 */
final class Cascade implements Drafting {
  private final Agent cheap;
  private final double threshold;
  private final RelabelSettings settings;
  private final Drafting dear;

  Cascade(Agent cheap, double threshold, RelabelSettings settings, Drafting dear) {
    this.cheap = cheap;
    this.threshold = threshold;
    this.settings = settings;
    this.dear = dear;
  }

  @Override
  public void answer(List<RowWork> rows) {
    vote(rows, cheap, settings);
    List<RowWork> unsure = new ArrayList<>();
    for (RowWork row : rows) {
      Double confidence = row.confidence;
      if (confidence == null || confidence < threshold) {
        row.answer = null;
        row.drafts.clear(); // the dear models must not copy the cheap one
        unsure.add(row);
      }
    }
    dear.answer(unsure);
  }

  /**
   * Gives rows the answer that most drafts and the logged answer agree on, and as confidence the
   * share of them that gave it.
   */
  static void vote(List<RowWork> rows, Agent cheap, RelabelSettings settings) {
    Drafts.sample(
        rows,
        List.of(cheap),
        settings.samples(),
        settings.temperature(),
        settings.maxAnswerTokens());
    for (RowWork row : rows) {
      List<Message> voters = new ArrayList<>(row.drafts);
      Message logged = row.original().answer();
      if (AnswerForm.problem(row.original(), logged) == null) {
        voters.add(logged);
      }
      Votes.of(row.drafts.isEmpty() ? List.of() : voters)
          .ifPresent(
              votes -> {
                row.answer = votes.answer();
                row.confidence = votes.share();
                row.noted(
                    LabelStep.VOTE,
                    votes.answer(),
                    String.format(Locale.ROOT, "%d of %d agree", votes.votes(), votes.of()),
                    "");
              });
    }
  }
}
