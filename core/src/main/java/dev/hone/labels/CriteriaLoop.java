package dev.hone.labels;

import dev.hone.chat.Answer;
import dev.hone.chat.Message;
import dev.hone.verdicts.Criteria;
import dev.hone.verdicts.CriteriaChecks;
import dev.hone.verdicts.Verdict.Checked;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Holds answers against a task's criteria and has them rewritten, with those they break named,
 * until they pass, stop improving, or their budget is spent. A rewrite counts only where it keeps
 * the form asked for and breaks fewer criteria than the answer it would replace.
 */
final class CriteriaLoop {
  private final Agents agents;
  private final Criteria criteria;
  private final RelabelSettings settings;

  CriteriaLoop(Agents agents, Criteria criteria, RelabelSettings settings) {
    this.agents = agents;
    this.criteria = criteria;
    this.settings = settings;
  }

  void mend(List<RowWork> all) {
    if (criteria.isEmpty()) {
      return;
    }
    Map<RowWork, Message> answers = new HashMap<>();
    List<RowWork> rows = new ArrayList<>();
    for (RowWork row : all) {
      Message answer = row.answer;
      if (answer != null) {
        if (row.budgetSpent()) {
          row.stopped = Stopped.BUDGET;
        } else {
          rows.add(row);
          answers.put(row, answer);
        }
      }
    }
    Map<RowWork, Checked> checks = check(rows, answers, 0);
    List<RowWork> open = failing(rows, checks);
    for (int round = 1; !open.isEmpty(); round++) {
      List<RowWork> rewritable = new ArrayList<>();
      for (RowWork row : open) {
        if (round > row.rewrites()) {
          row.stopped = Stopped.REWRITES;
        } else if (row.budgetSpent()) {
          row.stopped = Stopped.BUDGET;
        } else {
          rewritable.add(row);
        }
      }
      open = rewrite(rewritable, checks, round);
    }
  }

  /** Rows whose answer breaks something; the others stop here. */
  private static List<RowWork> failing(List<RowWork> rows, Map<RowWork, Checked> checks) {
    List<RowWork> failing = new ArrayList<>();
    for (RowWork row : rows) {
      Checked check = checks.get(row);
      if (check == null) {
        row.stopped = Stopped.UNCHECKED;
      } else if (check.failed().isEmpty()) {
        row.stopped = Stopped.PASSED;
      } else {
        failing.add(row);
      }
    }
    return failing;
  }

  /** Rewrites and checks; returns the rows that improved and still break something. */
  private List<RowWork> rewrite(List<RowWork> rows, Map<RowWork, Checked> checks, int round) {
    List<Answer> answers =
        Drafts.ask(
            agents.writer(),
            rows,
            row -> {
              Checked check = present(checks.get(row));
              return AgentPrompts.rewrite(
                  row.original(),
                  present(row.answer),
                  criteria.withIds(check.failed()),
                  check.reasonText(),
                  settings.maxAnswerTokens());
            });
    Map<RowWork, Message> rewritten = new HashMap<>();
    List<RowWork> checked = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      RowWork row = rows.get(i);
      row.called(
          LabelStep.REWRITE,
          round,
          agents.writer(),
          answers.get(i),
          AnswerForm.outcome(row.original(), answers.get(i)),
          present(checks.get(row)).failed(),
          "");
      Message usable = AnswerForm.usable(row.original(), answers.get(i));
      if (usable == null) {
        row.stopped = Stopped.NOT_IMPROVING;
      } else if (row.budgetSpent()) {
        row.stopped = Stopped.BUDGET; // an answer that nobody checked replaces none
      } else {
        rewritten.put(row, usable);
        checked.add(row);
      }
    }
    Map<RowWork, Checked> after = check(checked, rewritten, round);
    List<RowWork> improved = new ArrayList<>();
    for (RowWork row : checked) {
      Checked now = after.get(row);
      if (now == null) {
        row.stopped = Stopped.UNCHECKED;
      } else if (now.failed().size() >= present(checks.get(row)).failed().size()) {
        row.stopped = Stopped.NOT_IMPROVING;
      } else {
        row.answer = rewritten.get(row);
        checks.put(row, now);
        improved.add(row);
      }
    }
    return failing(improved, checks);
  }

  /** Checks as one batch; a row without a readable check is not in the map. */
  private Map<RowWork, Checked> check(
      List<RowWork> rows, Map<RowWork, Message> answers, int round) {
    List<Answer> replies =
        Drafts.ask(
            agents.judge(),
            rows,
            row ->
                CriteriaChecks.request(row.original().with(present(answers.get(row))), criteria));
    Map<RowWork, Checked> checks = new HashMap<>();
    for (int i = 0; i < rows.size(); i++) {
      Checked check = CriteriaChecks.read(replies.get(i).text(), criteria);
      rows.get(i)
          .called(
              LabelStep.CHECK,
              round,
              agents.judge(),
              replies.get(i),
              check == null ? "unreadable" : check.failed().isEmpty() ? "passed" : "failed",
              check == null ? List.of() : check.failed(),
              check == null ? "" : check.reasonText());
      if (check != null) {
        checks.put(rows.get(i), check);
      }
    }
    return checks;
  }

  private static <T> T present(@Nullable T value) {
    if (value == null) {
      throw new IllegalStateException("A row that is rewritten has an answer and a check.");
    }
    return value;
  }
}
