package dev.hone.cli.samples;

import dev.hone.chat.Capabilities;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.FencedText;
import dev.hone.chat.Message;
import dev.hone.chat.Transcript;
import dev.hone.chat.Usage;
import dev.hone.cli.pretraining.Draw;
import dev.hone.cli.samples.Triage.Step;
import dev.hone.json.Json;
import dev.hone.labels.AgentPrompts;
import dev.hone.verdicts.JudgePrompt;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a strong model that relabels the sample logs: a program, not a model, and named as
 * simulated wherever its labels are shown. It reads the tickets' text, knows the desk's policy, and
 * errs at random: its own answers forget a step of the policy in about one of four, its reviews,
 * checks and verdicts miss far less, as those of strong models do. What it knows of the truth it
 * reads from the ticket it is shown; the same request is always answered the same.
 *
 * <p>How often it errs is assumed, not measured on any model: see the constants.
 */
final class SimulatedTeacher implements ChatModel {
  /** What opens it. */
  static final String URI = "simulated:teacher";

  /** A draft forgets a step that matters. */
  private static final double SLIP = 0.16;

  /** A step of a ticket may be hard: then most drafts forget it. */
  private static final double HARD = 0.05;

  private static final double HARD_SLIP = 0.6;

  /** A review names a mistake, and one that is none. */
  private static final double SEES = 0.92;

  private static final double SEES_GHOST = 0.02;

  /** The writer forgets a step that the review named; that drafts differ in; that all forgot. */
  private static final double SLIP_NAMED = 0.03;

  private static final double SLIP_SPLIT = 0.12;
  private static final double SLIP_SHARED = 0.7;

  /** A check sees a broken criterion, and one that is kept. */
  private static final double CHECK_SEES = 0.95;

  private static final double CHECK_SEES_GHOST = 0.01;

  /** A verdict on two answers that differ is the right one. */
  private static final double VERDICT_RIGHT = 0.97;

  private static final int CONTEXT_TOKENS = 128_000;
  private static final double CHARS_A_TOKEN = 4;

  private final TicketReader tickets = new TicketReader(Wordings.load());

  @Override
  public CompletionStage<Completion> submit(ChatRequest request) {
    String reply;
    try {
      reply = reply(request);
    } catch (IllegalArgumentException e) {
      return CompletableFuture.failedFuture(e);
    }
    return CompletableFuture.completedFuture(
        new Completion(
            Message.assistant(reply),
            Completion.STOP,
            Usage.of(countTokens(request), tokens(reply.length()))));
  }

  private String reply(ChatRequest request) {
    Draw draw =
        new Draw(seed(Transcript.of(request.messages()), Integer.toString(request.sample())));
    String a = FencedText.read(request, JudgePrompt.A);
    String b = FencedText.read(request, JudgePrompt.B);
    if (a != null && b != null) {
      return verdict(about(request), a, b, draw);
    }
    String prompt = FencedText.read(request, AgentPrompts.TASK_PROMPT);
    if (prompt != null) {
      return SimulatedCriteria.derive(request, tickets);
    }
    boolean reading = FencedText.read(request, AgentPrompts.CONVERSATION) != null;
    Ticket ticket = reading ? about(request) : asked(request);
    String answer = FencedText.read(request, AgentPrompts.ANSWER);
    if (answer != null) {
      return reading
          ? check(request, ticket, answer, draw)
          : rewrite(request, ticket, answer, draw);
    }
    List<String> drafts = drafts(request);
    if (drafts.isEmpty()) {
      return draft(ticket, draw);
    }
    if (!reading) {
      return synthesis(ticket, drafts, FencedText.read(request, AgentPrompts.REVIEW), draw);
    }
    return request.responseFormatJson() == null
        ? review(ticket, drafts, draw)
        : pick(ticket, drafts, draw);
  }

  private static long seed(String... parts) {
    return Long.parseUnsignedLong(Json.sha256(parts).substring(0, 16), 16);
  }

  /** The ticket of a conversation that is asked on. */
  private Ticket asked(ChatRequest request) {
    return request.messages().stream()
        .filter(message -> message.role().equals(Message.USER))
        .findFirst()
        .flatMap(message -> tickets.read(message.text()))
        .orElseThrow(SimulatedTeacher::noTicket);
  }

  /** The ticket of a conversation that is read about. */
  private Ticket about(ChatRequest request) {
    String conversation = FencedText.read(request, AgentPrompts.CONVERSATION);
    int user = conversation == null ? -1 : conversation.lastIndexOf("\nuser: ");
    return Optional.ofNullable(conversation)
        .flatMap(text -> tickets.read(text.substring(Math.max(0, user))))
        .orElseThrow(SimulatedTeacher::noTicket);
  }

  private static IllegalArgumentException noTicket() {
    return new IllegalArgumentException(
        "The simulated teacher knows only the tickets of the sample logs; this is none.");
  }

  private static List<String> drafts(ChatRequest request) {
    List<String> drafts = new ArrayList<>();
    for (int i = 1; ; i++) {
      String draft = FencedText.read(request, AgentPrompts.DRAFT + i);
      if (draft == null) {
        return drafts;
      }
      drafts.add(draft);
    }
  }

  private static String draft(Ticket ticket, Draw draw) {
    Draw difficulty = new Draw(seed("hard", ticket.text()));
    Set<Step> forgotten = EnumSet.noneOf(Step.class);
    for (Step step : Slips.relevant(ticket)) {
      boolean hard = difficulty.chance(HARD);
      if (draw.chance(hard ? HARD_SLIP : SLIP)) {
        forgotten.add(step);
      }
    }
    return Triage.answer(ticket, forgotten);
  }

  private static String review(Ticket ticket, List<String> drafts, Draw draw) {
    StringBuilder review = new StringBuilder();
    for (int i = 0; i < drafts.size(); i++) {
      Optional<Set<Step>> slips = Slips.of(ticket, drafts.get(i));
      List<String> seen = new ArrayList<>();
      for (Step step : Slips.relevant(ticket)) {
        boolean wrong = slips.isPresent() && slips.get().contains(step);
        if (draw.chance(wrong ? SEES : SEES_GHOST)) {
          seen.add(SimulatedCriteria.of(step).name());
        }
      }
      review.append("Draft ").append(i + 1).append(": ");
      review.append(
          slips.isEmpty()
              ? "not the form asked for"
              : seen.isEmpty() ? "nothing wrong" : "wrong in " + String.join(", ", seen));
      review.append(".\n");
    }
    return review.toString().strip();
  }

  private static String synthesis(
      Ticket ticket, List<String> drafts, @Nullable String review, Draw draw) {
    List<Set<Step>> slips =
        drafts.stream().flatMap(draft -> Slips.of(ticket, draft).stream()).toList();
    Set<Step> forgotten = EnumSet.noneOf(Step.class);
    for (Step step : Slips.relevant(ticket)) {
      long wrong = slips.stream().filter(slip -> slip.contains(step)).count();
      boolean named = review != null && names(review, step);
      double slip =
          named
              ? SLIP_NAMED
              : wrong == 0 ? SLIP_NAMED / 3 : wrong < slips.size() ? SLIP_SPLIT : SLIP_SHARED;
      if (draw.chance(slip)) {
        forgotten.add(step);
      }
    }
    return Triage.answer(ticket, forgotten);
  }

  /** Whether a text names the step's criterion, and not one that its name is a part of. */
  private static boolean names(String text, Step step) {
    return text.matches("(?s).*(?<![\\w-])" + SimulatedCriteria.of(step).name() + "(?![\\w-]).*");
  }

  private static String pick(Ticket ticket, List<String> drafts, Draw draw) {
    int best = 1;
    long fewest = Long.MAX_VALUE;
    for (int i = 0; i < drafts.size(); i++) {
      long seen =
          Slips.of(ticket, drafts.get(i))
              .map(slips -> slips.stream().filter(step -> draw.chance(SEES)).count())
              .orElse(Long.MAX_VALUE);
      if (seen < fewest) {
        fewest = seen;
        best = i + 1;
      }
    }
    return "{\"best\": " + best + "}";
  }

  private static String check(ChatRequest request, Ticket ticket, String answer, Draw draw) {
    Optional<Set<Step>> slips = Slips.of(ticket, answer);
    var reply = Json.object();
    var checks = reply.putArray("checks");
    for (String id : SimulatedCriteria.idsIn(request.messages().get(0).text())) {
      Optional<Step> step = SimulatedCriteria.step(id);
      boolean broken = slips.isEmpty() || (step.isPresent() && slips.get().contains(step.get()));
      boolean seen = draw.chance(broken ? CHECK_SEES : CHECK_SEES_GHOST);
      checks
          .addObject()
          .put("criterion", id)
          .put("reason", seen ? "the answer breaks it" : "kept, or does not apply")
          .put("pass", !seen);
    }
    return Json.write(reply);
  }

  private static String rewrite(ChatRequest request, Ticket ticket, String answer, Draw draw) {
    String instructions = request.messages().get(request.messages().size() - 1).text();
    Set<Step> named = EnumSet.noneOf(Step.class);
    SimulatedCriteria.idsIn(instructions)
        .forEach(id -> SimulatedCriteria.step(id).ifPresent(named::add));
    Set<Step> forgotten = EnumSet.noneOf(Step.class);
    forgotten.addAll(Slips.of(ticket, answer).orElse(Triage.NONE));
    for (Step step : Slips.relevant(ticket)) {
      if (named.contains(step)) {
        forgotten.remove(step);
        if (draw.chance(SLIP_NAMED)) {
          forgotten.add(step);
        }
      }
    }
    return Triage.answer(ticket, forgotten);
  }

  private static String verdict(Ticket ticket, String a, String b, Draw draw) {
    int slipsA = Slips.of(ticket, a).map(Set::size).orElse(Step.values().length);
    int slipsB = Slips.of(ticket, b).map(Set::size).orElse(Step.values().length);
    boolean right = draw.chance(VERDICT_RIGHT);
    String winner =
        slipsA == slipsB ? right ? "tie" : draw.of("A", "B") : right == slipsA < slipsB ? "A" : "B";
    return Json.write(
        Json.object().put("winner", winner).put("reason", "simulated: fewer rules broken"));
  }

  @Override
  public int countTokens(ChatRequest request) {
    long chars = request.toolsJson() == null ? 0 : request.toolsJson().length();
    for (Message message : request.messages()) {
      chars += Transcript.of(message).length();
    }
    return tokens(chars);
  }

  /** What a large model's tokenizer makes of so many characters, roughly. */
  private static int tokens(long chars) {
    return (int) Math.max(1, Math.round(chars / CHARS_A_TOKEN));
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(CONTEXT_TOKENS, false, 64);
  }

  @Override
  public void close() {}
}
