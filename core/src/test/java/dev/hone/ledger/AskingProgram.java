package dev.hone.ledger;

import dev.hone.chat.Answer;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatModels;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Message;
import dev.hone.chat.ModelUri;
import dev.hone.chat.Sampling;
import dev.hone.providers.Connection;
import dev.hone.providers.HttpProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** A process that asks through a ledger, for tests that kill it. */
final class AskingProgram {
  private static final Batches.Pace PACE =
      new Batches.Pace(Duration.ofMillis(200), Duration.ofMillis(20), Duration.ofMillis(100));

  private AskingProgram() {}

  /**
   * Asks, and prints how many answers it has.
   *
   * @param args the ledger's folder, the server's address, how many requests, and {@code batch} to
   *     ask by batch
   */
  public static void main(String[] args) throws IOException {
    SegmentStore store = new LocalSegments(Path.of(args[0]));
    Connection connection = Connection.named("openai").allowingPrivate().at(args[1]);
    ModelUri uri = ModelUri.parse("openai:m");
    HttpProvider provider = (HttpProvider) ChatModels.provider(uri);
    try (LedgerSession session =
            new LedgerSession(store, LocalCoordinator.over(store), LedgerSession.newName());
        Batches batches =
            new Batches(
                provider.batches(uri, connection, key -> "key"),
                session,
                "openai",
                "m",
                null,
                PACE);
        ChatModel asked =
            provider.open(uri, connection, key -> "key", session.coordinator().gate(connection));
        ChatModel model =
            new LedgeredModel(
                asked,
                session,
                new LedgeredModel.Terms("openai", "m", "a test", null, null),
                args.length > 3
                    ? new LedgeredModel.ByBatch(batches, Duration.ofMinutes(5))
                    : null)) {
      List<Answer> answers =
          Answer.all(
              model,
              IntStream.range(0, Integer.parseInt(args[2]))
                  .mapToObj(
                      i ->
                          ChatRequest.of(
                              List.of(Message.user("question " + i)), Sampling.greedy(50)))
                  .toList());
      System.out.println(
          "answers: " + answers.stream().filter(answer -> answer.completion() != null).count());
    }
  }
}
