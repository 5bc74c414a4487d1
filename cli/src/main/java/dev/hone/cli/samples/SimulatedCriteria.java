package dev.hone.cli.samples;

import dev.hone.chat.ChatRequest;
import dev.hone.chat.FencedText;
import dev.hone.cli.samples.Triage.Step;
import dev.hone.json.Json;
import dev.hone.labels.AgentPrompts;
import dev.hone.verdicts.Criterion;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The criteria that the simulated teacher derives from the desk's prompt. Of rules with an
 * exception it sees the exception only where a failure it is shown broke it.
 */
final class SimulatedCriteria {
  private static final Map<Step, Criterion> BY_STEP =
      Map.of(
          Step.OUTAGE,
          criterion("blocked-priority", "Where everybody is blocked the priority is P2 at least."),
          Step.GOLD_OUTAGE,
          criterion(
              "blocked-gold-priority",
              "Where everybody is blocked and the plan is Gold the priority is P1."),
          Step.AMOUNT,
          criterion("amount-priority", "An amount of 1000 or more makes the priority P2 at least."),
          Step.EUROPE,
          criterion("eu-team", "In the EU billing goes to ledger-eu and delivery to carrier-eu."),
          Step.ORDER,
          criterion("order-number", "The order number, ORD- and four digits, is copied, or null."),
          Step.LEGAL,
          criterion(
              "legal-form",
              "Where a lawyer, a court or an authority is mentioned the answer has the second"
                  + " form."),
          Step.GOLD_CANCELLATION,
          criterion("gold-cancellation", "A Gold customer who cancels goes to concierge."));

  /** Rules of the prompt in words of their own; the others are exceptions to them. */
  private static final Set<Step> PLAIN =
      EnumSet.of(Step.OUTAGE, Step.AMOUNT, Step.ORDER, Step.LEGAL);

  private static final Pattern ID = Pattern.compile("(?m)^- ([a-z][a-z0-9-]*@v\\d+): ");
  private static final Pattern FAILURE =
      Pattern.compile("(?s)user: (.*)\n=> (.*)\nwrong because: ");

  private SimulatedCriteria() {}

  private static Criterion criterion(String name, String text) {
    return new Criterion(name, 1, text);
  }

  static Criterion of(Step step) {
    Criterion criterion = BY_STEP.get(step);
    if (criterion == null) {
      throw new IllegalStateException("Step " + step + " has no criterion.");
    }
    return criterion;
  }

  /** The step that a criterion, of whatever version, is about; empty for one of somebody else's. */
  static Optional<Step> step(String id) {
    String name = id.replaceFirst("@v\\d+$", "");
    return BY_STEP.entrySet().stream()
        .filter(entry -> entry.getValue().name().equals(name))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /** Ids in instructions that list criteria. */
  static List<String> idsIn(String instructions) {
    List<String> ids = new ArrayList<>();
    Matcher matcher = ID.matcher(instructions);
    while (matcher.find()) {
      ids.add(matcher.group(1));
    }
    return ids;
  }

  static String derive(ChatRequest request, TicketReader tickets) {
    String prompt = FencedText.read(request, AgentPrompts.TASK_PROMPT);
    if (prompt == null || !prompt.contains("You triage tickets for Brightloom")) {
      throw new IllegalArgumentException(
          "The simulated teacher knows only the task of the sample logs; this is another one.");
    }
    Set<Step> found = EnumSet.copyOf(PLAIN);
    for (int i = 1; ; i++) {
      String failure = FencedText.read(request, AgentPrompts.FAILURE + i);
      if (failure == null) {
        break;
      }
      Matcher parts = FAILURE.matcher(failure);
      if (parts.find()) {
        tickets
            .read(parts.group(1))
            .flatMap(ticket -> Slips.of(ticket, parts.group(2)))
            .ifPresent(found::addAll);
      }
    }
    var reply = Json.object();
    var criteria = reply.putArray("criteria");
    for (Step step : found) {
      criteria.addObject().put("name", of(step).name()).put("text", of(step).text());
    }
    return Json.write(reply);
  }
}
