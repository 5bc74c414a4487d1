package dev.hone.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class AnswerTest {
  /** Fails "busy" transiently the first times, and "long" always. */
  private static final class Moody implements ChatModel {
    final List<String> asked = new ArrayList<>();
    int busyTimes = 2;

    @Override
    public CompletionStage<Completion> submit(ChatRequest request) {
      String text = request.messages().get(0).text();
      asked.add(text);
      if (text.equals("long")) {
        return CompletableFuture.failedFuture(new IllegalArgumentException("too long"));
      }
      if (text.equals("busy") && busyTimes-- > 0) {
        return CompletableFuture.failedFuture(
            new TransientModelException("busy now", new IllegalStateException("429")));
      }
      return CompletableFuture.completedFuture(
          new Completion(Message.assistant("re: " + text), Completion.STOP, Usage.of(1, 2)));
    }

    @Override
    public int countTokens(ChatRequest request) {
      return 1;
    }

    @Override
    public Capabilities capabilities() {
      return new Capabilities(100, false, 4);
    }

    @Override
    public void close() {}
  }

  private static ChatRequest request(String text) {
    return ChatRequest.of(List.of(Message.user(text)), Sampling.greedy());
  }

  @Test
  void keepsOrderAndGivesEachFailureToItsOwnRequest() {
    Moody model = new Moody();

    List<Answer> answers =
        Answer.all(model, List.of(request("a"), request("long"), request("busy"), request("b")));

    assertThat(answers)
        .extracting(Answer::text)
        .containsExactly("re: a", null, "re: busy", "re: b");
    assertThat(answers).extracting(Answer::error).containsExactly(null, "too long", null, null);
    assertThat(model.asked).containsExactly("a", "long", "busy", "b", "busy", "busy");
    assertThat(answers).extracting(Answer::seconds).containsOnly(answers.get(0).seconds());
  }

  @Test
  void givesUpOnWhatStaysBusy() {
    Moody model = new Moody();
    model.busyTimes = 100;

    assertThat(Answer.all(model, List.of(request("busy"))).get(0).error()).isEqualTo("busy now");
    assertThat(model.asked).hasSize(Answer.ATTEMPTS);
  }

  @Test
  void asksNothingOfNothing() {
    assertThat(Answer.all(new Moody(), List.of())).isEmpty();
  }
}
