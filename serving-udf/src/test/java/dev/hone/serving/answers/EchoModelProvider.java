package dev.hone.serving.answers;

import dev.hone.chat.Capabilities;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatModelProvider;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.Message;
import dev.hone.chat.ModelUri;
import dev.hone.chat.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** {@code echo:NAME} says "NAME says TEXT", refuses "bad", and writes down what it was asked. */
public final class EchoModelProvider implements ChatModelProvider {
  static final List<List<String>> BATCHES = new CopyOnWriteArrayList<>();
  static final AtomicInteger OPEN = new AtomicInteger();
  static final AtomicInteger OPENED = new AtomicInteger();
  static final int BATCH = 4;

  public static void reset() {
    BATCHES.clear();
    OPENED.set(0);
  }

  public static List<String> asked() {
    return BATCHES.stream().flatMap(List::stream).toList();
  }

  @Override
  public String scheme() {
    return "echo";
  }

  @Override
  public ChatModel open(ModelUri uri) {
    OPEN.incrementAndGet();
    OPENED.incrementAndGet();
    return new Echo(uri.name());
  }

  private record Echo(String name) implements ChatModel {
    @Override
    public List<CompletionStage<Completion>> submitAll(List<ChatRequest> requests) {
      BATCHES.add(requests.stream().map(Echo::text).toList());
      List<CompletionStage<Completion>> answers = new ArrayList<>();
      requests.forEach(request -> answers.add(answer(request)));
      return answers;
    }

    @Override
    public CompletionStage<Completion> submit(ChatRequest request) {
      return submitAll(List.of(request)).get(0);
    }

    private CompletionStage<Completion> answer(ChatRequest request) {
      String text = text(request);
      return text.equals("bad")
          ? CompletableFuture.failedFuture(new IllegalArgumentException("echo refuses bad"))
          : CompletableFuture.completedFuture(
              new Completion(
                  Message.assistant(name + " says " + text),
                  Completion.STOP,
                  Usage.of(text.length(), 3)));
    }

    private static String text(ChatRequest request) {
      return request.messages().get(request.messages().size() - 1).text();
    }

    @Override
    public int countTokens(ChatRequest request) {
      return text(request).length();
    }

    @Override
    public Capabilities capabilities() {
      return new Capabilities(100, false, BATCH);
    }

    @Override
    public void close() {
      OPEN.decrementAndGet();
    }
  }
}
