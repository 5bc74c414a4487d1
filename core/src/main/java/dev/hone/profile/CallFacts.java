package dev.hone.profile;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.calls.LoggedCall;
import dev.hone.calls.PriceTable;
import dev.hone.chat.AnswerText;
import dev.hone.chat.ChatJson;
import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.chat.Usage;
import dev.hone.json.Json;
import dev.hone.redaction.Redactor;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * What a profile counts of one call.
 *
 * @param id the call's
 * @param epochMillis when, or null
 * @param outcome {@link #COMPLETE}, or why no example can be made of it
 * @param status HTTP status, or null
 * @param model the model that answered, else the one asked, else {@link #UNKNOWN}
 * @param task what it belongs to
 * @param promptChars UTF-16 chars of the conversation's texts
 * @param usage tokens, or null where the log does not say
 * @param usd what it cost by the price table, else by the log's own word, else null
 * @param latencyMillis or null
 * @param toolsOffered names, each once
 * @param toolsCalled names, one a call
 * @param personalData kinds of personal data found in its texts, each once
 * @param promptHash the same for calls that ask exactly the same
 * @param answerHash the same for answers that say exactly the same; null without an answer
 */
public record CallFacts(
    String id,
    @Nullable Long epochMillis,
    String outcome,
    @Nullable Integer status,
    String model,
    TaskKey task,
    long promptChars,
    @Nullable Usage usage,
    @Nullable Double usd,
    @Nullable Long latencyMillis,
    List<String> toolsOffered,
    List<String> toolsCalled,
    List<String> personalData,
    String promptHash,
    @Nullable String answerHash) {
  public static final String COMPLETE = "complete";
  public static final String UNKNOWN = "unknown";

  public CallFacts {
    requireNonNull(id, "id");
    requireNonNull(outcome, "outcome");
    toolsOffered = List.copyOf(toolsOffered);
    toolsCalled = List.copyOf(toolsCalled);
    personalData = List.copyOf(personalData);
  }

  /**
   * Counts a call.
   *
   * @param task what it belongs to
   * @param redactor finds the personal data
   */
  public static CallFacts of(LoggedCall call, TaskKey task, PriceTable prices, Redactor redactor) {
    String model = call.modelServed() == null ? call.modelRequested() : call.modelServed();
    Double served = prices.cost(call.modelServed(), call.usage());
    Double usd = served != null ? served : prices.cost(call.modelRequested(), call.usage());
    Message answer = call.completion();
    return new CallFacts(
        call.id(),
        call.epochMillis(),
        outcome(call),
        call.statusCode(),
        model == null ? UNKNOWN : model,
        task,
        call.messages().stream().mapToLong(message -> message.text().length()).sum(),
        call.usage(),
        usd != null ? usd : call.costUsd(),
        call.latencyMillis(),
        offered(call.toolsJson()),
        answer == null ? List.of() : answer.toolCalls().stream().map(ToolCall::name).toList(),
        personalData(call, redactor),
        // An unreadable call asks nothing that another could repeat.
        call.messages().isEmpty()
            ? Json.sha256("call", call.id())
            : Json.sha256(
                "prompt", Json.canonical(ChatJson.toJson(call.messages())), call.toolsJson()),
        answer == null ? null : Json.sha256("answer", AnswerText.of(answer)));
  }

  private static List<String> personalData(LoggedCall call, Redactor redactor) {
    Set<String> kinds = new TreeSet<>();
    Stream.concat(call.messages().stream(), Stream.ofNullable(call.completion()))
        .flatMap(
            message ->
                Stream.concat(
                    Stream.of(message.text()),
                    message.toolCalls().stream().map(ToolCall::arguments)))
        .forEach(text -> redactor.find(text).forEach(span -> kinds.add(span.kind())));
    return List.copyOf(kinds);
  }

  private static String outcome(LoggedCall call) {
    if (call.unreadable() != null) {
      return "unreadable: " + call.unreadable();
    }
    return call.incomplete() == null ? COMPLETE : call.incomplete();
  }

  private static List<String> offered(@Nullable String toolsJson) {
    JsonNode tools = Json.read(toolsJson);
    if (tools == null) {
      return List.of();
    }
    return StreamSupport.stream(tools.spliterator(), false)
        .map(
            tool ->
                tool.path("function")
                    .path("name")
                    .asText(tool.path("name").asText(tool.path("type").asText(UNKNOWN))))
        .distinct()
        .toList();
  }
}
