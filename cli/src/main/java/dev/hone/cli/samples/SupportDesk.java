package dev.hone.cli.samples;

import static dev.hone.cli.samples.SampleCall.JSON;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.cli.pretraining.Draw;
import dev.hone.cli.samples.Triage.Step;
import dev.hone.examples.Example;
import dev.hone.examples.ExampleMaker;
import dev.hone.examples.Split;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A simulated support desk that asked a large model to triage its tickets for four weeks, and
 * logged every call. Nothing here was recorded: tickets, answers, slips and failures are drawn from
 * a seed, and the same seed gives the same bytes.
 *
 * <p>The logged answers are right about 78 times in 100. About 18 in 100 are wrong because a step
 * of the policy was forgotten, whatever the ticket said, and about 4 in 100 because Gold customers
 * who cancel always went to the wrong team.
 */
public final class SupportDesk {
  /** Rows of the log, failures included. */
  public static final int CALLS = 3_000;

  /** The model that the log says answered. */
  public static final String MODEL = "gpt-4.1";

  /** The policy, which stands in front of every ticket. */
  public static final String SYSTEM_PROMPT = Wordings.resource("policy.txt").strip();

  private static final Instant FIRST_CALL = Instant.parse("2026-10-19T06:00:00Z");
  private static final long FOUR_WEEKS_SECONDS = 28L * 24 * 3600;

  /** The smallest share of held-out examples at which no kept wording is trained on. */
  static final double KEPT_TEST_SHARE = 0.05;

  /** Calls whose ticket uses a complaint that is kept for held-out requests. */
  private static final double KEPT_WORDING_SHARE = 0.02;

  /**
   * How often each step is forgotten, whatever the ticket says. Most steps matter to few tickets.
   */
  private static final Map<Step, Double> FORGOTTEN =
      new EnumMap<>(
          Map.of(
              Step.OUTAGE, 0.15,
              Step.GOLD_OUTAGE, 0.15,
              Step.AMOUNT, 0.15,
              Step.EUROPE, 0.15,
              Step.ORDER, 0.12,
              Step.LEGAL, 0.15));

  private final Draw draw;
  private final String salt;
  private final Wordings wordings = Wordings.load();
  private final List<SampleCall> calls = new ArrayList<>();
  private int asked;

  private SupportDesk(long seed) {
    this.draw = new Draw(seed);
    this.salt = splitSalt(seed);
  }

  /**
   * Writes {@code calls.jsonl}, the log, and {@code truth.jsonl}, the right answers by {@code
   * databricks_request_id}. The folder is made where it is missing.
   */
  public static void write(Path folder, long seed) {
    List<SampleCall> calls = calls(seed);
    try {
      Files.createDirectories(folder);
      try (Writer log = Files.newBufferedWriter(folder.resolve("calls.jsonl"));
          Writer truth = Files.newBufferedWriter(folder.resolve("truth.jsonl"))) {
        for (SampleCall call : calls) {
          log.write(JSON.writeValueAsString(call.row()) + "\n");
          if (call.truth() != null) {
            truth.write(JSON.writeValueAsString(call.truthRow()) + "\n");
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot write the sample logs to " + folder, e);
    }
  }

  /** The log in order of time. */
  static List<SampleCall> calls(long seed) {
    SupportDesk desk = new SupportDesk(seed);
    while (desk.calls.size() < CALLS) {
      desk.ask();
    }
    List<SampleCall> sorted = new ArrayList<>(desk.calls.subList(0, CALLS));
    sorted.sort(Comparator.comparing(SampleCall::time));
    return sorted;
  }

  /**
   * One ticket arrives; it makes one row, or several where a call fails or the customer repeats.
   */
  private void ask() {
    int number = asked++;
    boolean kept = draw.chance(KEPT_WORDING_SHARE);
    Ticket ticket = Ticket.draw(draw, wordings, kept);
    String session = session(number, kept);
    Instant time = FIRST_CALL.plusSeconds(draw.between(0, (int) FOUR_WEEKS_SECONDS - 7200));
    String request = request(ticket.text(), session);
    int trouble = draw.between(1, 1000);
    if (trouble <= 25) {
      time = failed(time, request, session, 429);
    } else if (trouble <= 40) {
      time = failed(time, request, session, 500);
      if (draw.chance(0.3)) {
        return; // nobody tried again
      }
    } else if (trouble <= 50) {
      time = cut(time, request, session, ticket);
    } else if (trouble <= 60) {
      add(time, 200, null, null, "MAX_REQUEST_SIZE_EXCEEDED", session, null);
      return;
    } else if (trouble <= 68) {
      add(time, 200, request, null, "MAX_RESPONSE_SIZE_EXCEEDED", session, null);
      return;
    }
    answered(time, request, session, ticket, kept);
    if (draw.chance(0.04)) { // the customer sends almost the same again
      String again = draw.of("Hello? ", "Again: ", "Please help! ") + ticket.text();
      Instant later = time.plusSeconds(draw.between(120, 5000));
      answered(later, request(again, session), session, ticket, kept);
    } else if (draw.chance(0.015)) { // a client that lost the answer repeats the call
      answered(time.plusSeconds(draw.between(1, 30)), request, session, ticket, kept);
    }
  }

  /**
   * The salt with which a run of a seed splits the log of that seed. Tickets in kept wordings are
   * held out under it, at every test share from {@link #KEPT_TEST_SHARE} on.
   */
  public static String splitSalt(long seed) {
    return "seed " + seed;
  }

  /** The session of a ticket; a kept wording's is one that a run tests on. */
  private String session(int number, boolean kept) {
    for (int attempt = 0; ; attempt++) {
      String session = String.format(Locale.ROOT, "s%05d-%02d", number, attempt);
      String key = ExampleMaker.sessionKey(session);
      if (!kept || Split.side(key, KEPT_TEST_SHARE, salt).equals(Example.TEST)) {
        return session;
      }
    }
  }

  private void answered(Instant time, String request, String session, Ticket ticket, boolean kept) {
    Set<Step> forgotten = EnumSet.noneOf(Step.class);
    FORGOTTEN.forEach(
        (step, share) -> {
          if (draw.chance(share)) {
            forgotten.add(step);
          }
        });
    forgotten.add(Step.GOLD_CANCELLATION);
    SampleCall.Truth truth =
        new SampleCall.Truth(
            Triage.truth(ticket), Triage.part(ticket), kept ? "unseen" : "seen", ticket.wording());
    String answer = Triage.answer(ticket, forgotten);
    add(time, 200, request, response(time, ticket, answer), null, session, truth);
  }

  private Instant failed(Instant time, String request, String session, int status) {
    String body =
        status == 429
            ? "{\"error\":{\"message\":\"Rate limit reached for requests\",\"type\":\"requests\",\"param\":null,\"code\":\"rate_limit_exceeded\"}}"
            : "{\"error\":{\"message\":\"The server had an error while processing your request.\",\"type\":\"server_error\",\"param\":null,\"code\":null}}";
    add(time, status, request, body, null, session, null);
    return time.plusSeconds(draw.between(1, 60));
  }

  private Instant cut(Instant time, String request, String session, Ticket ticket) {
    String whole = response(time, ticket, Triage.truth(ticket));
    String half = whole.substring(0, draw.between(40, whole.length() - 20));
    add(time, 200, request, half, null, session, null);
    return time.plusSeconds(draw.between(1, 60));
  }

  private void add(
      Instant time,
      int status,
      @Nullable String request,
      @Nullable String response,
      @Nullable String errorCode,
      String session,
      SampleCall.@Nullable Truth truth) {
    String id = "%08x-%s-4%s-a%s".formatted(calls.size(), hex(4), hex(3), hex(3) + "-" + hex(12));
    long millis = status == 200 ? draw.between(380, 1900) : draw.between(5, 90);
    calls.add(
        new SampleCall(
            id,
            session + "-" + hex(4),
            time,
            status,
            millis,
            request,
            response,
            errorCode,
            "triage-service@example.com",
            truth));
  }

  private String hex(int digits) {
    StringBuilder hex = new StringBuilder(digits);
    for (int i = 0; i < digits; i++) {
      hex.append(Character.forDigit(draw.between(0, 15), 16));
    }
    return hex.toString();
  }

  private static String request(String ticket, String session) {
    ObjectNode request = JSON.createObjectNode().put("model", MODEL);
    request.putArray("messages");
    request.withArray("messages").addObject().put("role", "system").put("content", SYSTEM_PROMPT);
    request.withArray("messages").addObject().put("role", "user").put("content", ticket);
    request.put("temperature", 0).put("max_tokens", 96);
    request.putObject("extra_params").put("session_id", session).put("user_role", "agent");
    return text(request);
  }

  private String response(Instant time, Ticket ticket, String answer) {
    ObjectNode response = JSON.createObjectNode().put("id", "chatcmpl-" + hex(20));
    response.put("object", "chat.completion").put("created", time.getEpochSecond());
    response.put("model", MODEL + "-2025-04-14");
    ObjectNode choice = response.putArray("choices").addObject().put("index", 0);
    choice.putObject("message").put("role", "assistant").put("content", answer).putNull("refusal");
    choice.putNull("logprobs").put("finish_reason", "stop");
    int prompt = 11 + tokens(SYSTEM_PROMPT) + tokens(ticket.text());
    int completion = tokens(answer);
    response
        .putObject("usage")
        .put("prompt_tokens", prompt)
        .put("completion_tokens", completion)
        .put("total_tokens", prompt + completion);
    return text(response);
  }

  /** What a large model's tokenizer makes of a text, roughly: four characters a token. */
  private static int tokens(String text) {
    return Math.max(1, Math.round(text.length() / 4f));
  }

  private static String text(ObjectNode body) {
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
