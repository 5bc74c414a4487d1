package dev.hone.labels;

import dev.hone.calls.Price;
import dev.hone.chat.Capabilities;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.FencedText;
import dev.hone.chat.Message;
import dev.hone.chat.Usage;
import dev.hone.verdicts.JudgePrompt;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An agent that says what a test tells it to, by what it is asked for, and remembers all of it. */
final class ScriptedAgent implements ChatModel {
  static final int TOKENS = 10;

  final List<ChatRequest> critiques = new ArrayList<>();
  final List<ChatRequest> syntheses = new ArrayList<>();
  final List<ChatRequest> picks = new ArrayList<>();
  final List<ChatRequest> checks = new ArrayList<>();
  final List<ChatRequest> rewrites = new ArrayList<>();
  final List<ChatRequest> verdicts = new ArrayList<>();
  final List<ChatRequest> drafts = new ArrayList<>();
  final List<ChatRequest> derivations = new ArrayList<>();

  Function<ChatRequest, Message> draft = request -> Message.assistant("draft");
  Function<ChatRequest, String> critique = request -> "draft 1 is fine";
  Function<ChatRequest, Message> synthesis = request -> Message.assistant("new");
  Function<ChatRequest, String> pick = request -> "{\"best\": 1}";

  /** One reply after the other; then it passes everything. */
  final Queue<String> checkReplies = new ArrayDeque<>();

  final Queue<Message> rewriteReplies = new ArrayDeque<>();
  Function<ChatRequest, String> verdict = ScriptedAgent::preferNew;
  String derivation = "{\"criteria\": []}";
  @Nullable String finishReason;

  Agent agent() {
    return new Agent(
        "test:agent", this, new Price("agent", 1, 1, 1, 1, LocalDate.of(2026, 1, 1), "nowhere"));
  }

  /** Prefers the answer that says "new", wherever it stands. */
  static String preferNew(ChatRequest request) {
    String a = FencedText.read(request, JudgePrompt.A);
    return "{\"winner\": \"" + (a != null && a.contains("new") ? "A" : "B") + "\"}";
  }

  static String check(String criterion, boolean pass) {
    return "{\"checks\": [{\"criterion\": \""
        + criterion
        + "\", \"reason\": \"because\", \"pass\": "
        + pass
        + "}]}";
  }

  @Override
  public CompletionStage<Completion> submit(ChatRequest request) {
    try {
      return CompletableFuture.completedFuture(
          new Completion(
              reply(request),
              finishReason == null ? Completion.STOP : finishReason,
              Usage.of(TOKENS, 0)));
    } catch (IllegalStateException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private Message reply(ChatRequest request) {
    if (FencedText.read(request, JudgePrompt.A) != null) {
      verdicts.add(request);
      return Message.assistant(verdict.apply(request));
    }
    if (FencedText.read(request, AgentPrompts.TASK_PROMPT) != null) {
      derivations.add(request);
      return Message.assistant(derivation);
    }
    boolean reading = FencedText.read(request, AgentPrompts.CONVERSATION) != null;
    if (FencedText.read(request, AgentPrompts.ANSWER) != null) {
      if (!reading) {
        rewrites.add(request);
        Message next = rewriteReplies.poll();
        return next == null ? Message.assistant("new again") : next;
      }
      checks.add(request);
      String next = checkReplies.poll();
      return Message.assistant(next == null ? check("polite@v1", true) : next);
    }
    if (FencedText.read(request, AgentPrompts.DRAFT + 1) == null) {
      drafts.add(request);
      return draft.apply(request);
    }
    if (!reading) {
      syntheses.add(request);
      return synthesis.apply(request);
    }
    if (request.responseFormatJson() != null) {
      picks.add(request);
      return Message.assistant(pick.apply(request));
    }
    critiques.add(request);
    return Message.assistant(critique.apply(request));
  }

  int calls() {
    return drafts.size()
        + critiques.size()
        + syntheses.size()
        + picks.size()
        + checks.size()
        + rewrites.size()
        + verdicts.size();
  }

  @Override
  public int countTokens(ChatRequest request) {
    return TOKENS;
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(100_000, true, 8);
  }

  @Override
  public void close() {}
}
