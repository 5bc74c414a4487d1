package dev.hone.estimators.answers;

import dev.hone.chat.Capabilities;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatModelProvider;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.Message;
import dev.hone.chat.ModelUri;
import dev.hone.chat.Usage;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code echo:NAME} says what it was told, all messages in a row, and refuses "bad". */
public final class EchoModels implements ChatModelProvider {
  static final List<Integer> BATCHES = new CopyOnWriteArrayList<>();
  static final AtomicInteger OPENED = new AtomicInteger();

  @Override
  public String scheme() {
    return "echo";
  }

  @Override
  public ChatModel open(ModelUri uri) {
    OPENED.incrementAndGet();
    return new Echo();
  }

  private static final class Echo implements ChatModel {
    @Override
    public List<CompletionStage<Completion>> submitAll(List<ChatRequest> requests) {
      BATCHES.add(requests.size());
      return requests.stream().map(this::submit).toList();
    }

    @Override
    public CompletionStage<Completion> submit(ChatRequest request) {
      List<Message> messages = request.messages();
      if (messages.get(messages.size() - 1).text().equals("bad")) {
        return CompletableFuture.failedFuture(new IllegalArgumentException("echo refuses bad"));
      }
      String all = String.join("|", messages.stream().map(Message::text).toList());
      return CompletableFuture.completedFuture(
          new Completion(Message.assistant(all), Completion.STOP, Usage.of(all.length(), 2)));
    }

    @Override
    public int countTokens(ChatRequest request) {
      return 1;
    }

    @Override
    public Capabilities capabilities() {
      return new Capabilities(100, false, 3);
    }

    @Override
    public void close() {}
  }
}
