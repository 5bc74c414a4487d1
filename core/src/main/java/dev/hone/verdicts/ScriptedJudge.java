package dev.hone.verdicts;

import dev.hone.chat.Capabilities;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.FencedText;
import dev.hone.chat.Message;
import dev.hone.chat.Usage;
import dev.hone.json.Json;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Stands in for a judge where there is no key: a program, not a model, and named as scripted
 * wherever its verdicts are shown. Of two answers it prefers the one that agrees with the reference
 * in more fields; without a reference it always says tie. One answer it rates by the share of
 * fields in which it agrees, and passes where it agrees in all. It checks no criteria.
 */
public final class ScriptedJudge implements ChatModel {
  /** What opens it. */
  public static final String URI = "scripted:judge";

  private static final int CONTEXT_TOKENS = 1_000_000;

  @Override
  public CompletionStage<Completion> submit(ChatRequest request) {
    String a = FencedText.read(request, JudgePrompt.A);
    String b = FencedText.read(request, JudgePrompt.B);
    String answer = FencedText.read(request, JudgePrompt.ANSWER);
    String reference = FencedText.read(request, JudgePrompt.REFERENCE);
    String reply;
    if (a != null && b != null) {
      reply = reply(reference, a, b);
    } else if (answer != null && reference != null) {
      reply = rated(JsonFields.compare(reference, answer));
    } else {
      return CompletableFuture.failedFuture(
          new IllegalArgumentException(
              "The scripted judge compares answers with each other or with a reference; this prompt"
                  + " has neither."));
    }
    return CompletableFuture.completedFuture(
        new Completion(
            Message.assistant(reply),
            Completion.STOP,
            Usage.of(countTokens(request), words(reply))));
  }

  private static String reply(@Nullable String reference, String a, String b) {
    if (reference == null) {
      return verdict(JudgeReply.TIE, "scripted: no reference to compare with");
    }
    double shareA = JsonFields.compare(reference, a).share();
    double shareB = JsonFields.compare(reference, b).share();
    if (shareA == shareB) {
      return verdict(JudgeReply.TIE, "scripted: both agree with the reference as much");
    }
    return verdict(
        shareA > shareB ? "A" : "B", "scripted: agrees with the reference in more fields");
  }

  private static String rated(JsonFields.Comparison comparison) {
    return Json.write(
        Json.object()
            .put("reason", "scripted: " + comparison.verdict().reasonText())
            .put("pass", comparison.exact())
            .put(WeightedRating.KEY, (int) (1 + Math.floor(4 * comparison.share()))));
  }

  private static String verdict(String winner, String reason) {
    return Json.write(Json.object().put("reason", reason).put("winner", winner));
  }

  /** Words, for want of a tokenizer. */
  @Override
  public int countTokens(ChatRequest request) {
    return request.messages().stream().mapToInt(message -> words(message.text())).sum();
  }

  private static int words(String text) {
    return text.isBlank() ? 0 : text.strip().split("\\s+").length;
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(CONTEXT_TOKENS, false, 1);
  }

  @Override
  public void close() {}
}
