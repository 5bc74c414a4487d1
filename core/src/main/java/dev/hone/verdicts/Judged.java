package dev.hone.verdicts;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Answer;
import dev.hone.chat.Usage;
import dev.hone.json.Json;
import java.util.List;

/**
 * A verdict, what it rests on and what it took.
 *
 * @param judge the judge's name
 * @param parts what it was made of: a pair's verdict in each order, first as the case has it, then
 *     swapped; a jury's verdicts, juror by juror; empty for a single word
 * @param calls how many times a model was asked
 * @param usage the tokens of those calls together
 */
public record Judged(String judge, Verdict verdict, List<Judged> parts, int calls, Usage usage) {
  public Judged {
    requireNonNull(judge, "judge");
    requireNonNull(verdict, "verdict");
    parts = List.copyOf(parts);
    requireNonNull(usage, "usage");
  }

  /** A verdict that no model was asked for. */
  public static Judged free(String judge, Verdict verdict) {
    return new Judged(judge, verdict, List.of(), 0, Usage.NONE);
  }

  /**
   * A verdict read from one answer of a model; no call was made where there was no money for it.
   */
  static Judged asked(String judge, Verdict verdict, Answer answer) {
    return new Judged(judge, verdict, List.of(), answer.unpaid() ? 0 : 1, answer.usage());
  }

  /** A verdict made of others, with all that they took. */
  static Judged of(String judge, Verdict verdict, List<Judged> parts) {
    Usage usage = Usage.NONE;
    int calls = 0;
    for (Judged part : parts) {
      usage = usage.plus(part.usage());
      calls += part.calls();
    }
    return new Judged(judge, verdict, parts, calls, usage);
  }

  /**
   * {@code [{"judge":..,"outcome":..,"score":..,"reason":..}]} of the parts, for a table's column;
   * a criterion's check is a part too.
   */
  public String partsJson() {
    ArrayNode array = Json.array();
    for (Judged part : parts) {
      put(array.addObject(), part.judge(), part.verdict());
    }
    if (verdict instanceof Verdict.Checked checked) {
      for (Verdict.Check check : checked.checks()) {
        array
            .addObject()
            .put("judge", check.criterion())
            .put("outcome", check.passed() ? Verdict.PASS : Verdict.FAIL)
            .put("score", check.passed() ? 1.0 : 0.0)
            .put("reason", check.reason());
      }
    }
    return Json.write(array);
  }

  private static void put(ObjectNode out, String judge, Verdict verdict) {
    out.put("judge", judge).put("outcome", verdict.outcome());
    verdict.scoreIfReadable().ifPresent(score -> out.put("score", score));
    out.put("reason", verdict.reasonText());
  }
}
