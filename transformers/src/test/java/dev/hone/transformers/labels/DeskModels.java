package dev.hone.transformers.labels;

import dev.hone.chat.Capabilities;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatModelProvider;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.FencedText;
import dev.hone.chat.Message;
import dev.hone.chat.ModelUri;
import dev.hone.chat.Usage;
import dev.hone.labels.AgentPrompts;
import dev.hone.verdicts.JudgePrompt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** {@code desk:teacher} has lamps repaired and everything else refunded, and is sure of it. */
public final class DeskModels implements ChatModelProvider {
  static final String TEACHER = "desk:teacher";

  @Override
  public String scheme() {
    return "desk";
  }

  @Override
  public ChatModel open(ModelUri uri) {
    return new Teacher();
  }

  private static final class Teacher implements ChatModel {
    @Override
    public CompletionStage<Completion> submit(ChatRequest request) {
      return CompletableFuture.completedFuture(
          new Completion(Message.assistant(reply(request)), Completion.STOP, Usage.of(100, 10)));
    }

    private static String reply(ChatRequest request) {
      String a = FencedText.read(request, JudgePrompt.A);
      if (a != null) {
        return "{\"winner\": \"" + (a.equals("repair") ? "A" : "B") + "\"}";
      }
      if (FencedText.read(request, AgentPrompts.ANSWER) != null) {
        return "{\"checks\": [{\"criterion\": \"one-word@v2\", \"reason\": \"\", \"pass\": true}]}";
      }
      if (FencedText.read(request, AgentPrompts.CONVERSATION) != null) {
        return "fine";
      }
      return request.messages().get(1).text().contains("lamp") ? "repair" : "refund";
    }

    @Override
    public int countTokens(ChatRequest request) {
      return 100;
    }

    @Override
    public Capabilities capabilities() {
      return new Capabilities(10_000, false, 8);
    }

    @Override
    public void close() {}
  }
}
