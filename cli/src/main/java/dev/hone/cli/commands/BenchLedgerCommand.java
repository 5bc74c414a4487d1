package dev.hone.cli.commands;

import dev.hone.HoneException;
import dev.hone.chat.Answer;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatModels;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Message;
import dev.hone.chat.ModelUri;
import dev.hone.chat.Sampling;
import dev.hone.ledger.Coordinator;
import dev.hone.ledger.CoordinatorServer;
import dev.hone.ledger.LedgerSession;
import dev.hone.ledger.LedgeredModel;
import dev.hone.ledger.LocalCoordinator;
import dev.hone.ledger.LocalSegments;
import dev.hone.ledger.RemoteCoordinator;
import dev.hone.ledger.SegmentStore;
import dev.hone.providers.CallGate;
import dev.hone.providers.Connection;
import dev.hone.providers.HttpProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code hone bench ledger}. */
@Command(
    name = "ledger",
    description = {
      "Asks a server on this machine that answers in a moment, by turns without a ledger, through one"
          + " whose coordinator",
      "is in the same process, and through one whose coordinator is reached over the network as"
          + " executors do it; prints calls a second."
    })
final class BenchLedgerCommand implements Callable<Integer> {
  private static final double NANOS = 1e9;
  private static final ModelUri MODEL = ModelUri.parse("openai:m");

  private final Console console;

  @Option(names = "--calls", description = "Calls of each turn (default ${DEFAULT-VALUE}).")
  private int calls = 5_000;

  @Option(names = "--times", description = "Turns of each (default ${DEFAULT-VALUE}).")
  private int times = 7;

  @Option(
      names = "--millis",
      description = "How long the server takes for an answer (default ${DEFAULT-VALUE}).")
  private int millis = 1;

  @Option(
      names = "--in-flight",
      description = "Calls under way at once (default ${DEFAULT-VALUE}).")
  private int inFlight = 64;

  /** The number of the next question: each is asked once. */
  private long asked;

  BenchLedgerCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException {
    if (calls < 1 || times < 1 || millis < 0 || inFlight < 1) {
      throw new IllegalArgumentException(
          "Invalid --calls "
              + calls
              + ", --times "
              + times
              + ", --millis "
              + millis
              + " or --in-flight "
              + inFlight
              + ": --millis is 0 or more, the others are 1 or more.");
    }
    Path folder = Files.createTempDirectory("hone-bench");
    try (QuickServer server = new QuickServer(inFlight, millis)) {
      measure(server, folder);
    } finally {
      delete(folder);
    }
    return Outcome.DONE;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> made = Files.walk(folder)) {
      for (Path path : made.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private void measure(QuickServer server, Path folder) throws IOException {
    Connection connection =
        Connection.named("openai").allowingPrivate().at(server.base()).withInFlight(inFlight);
    SegmentStore near = new LocalSegments(folder.resolve("near"));
    SegmentStore far = new LocalSegments(folder.resolve("far"));
    try (CoordinatorServer shared =
            new CoordinatorServer(LocalCoordinator.over(far), InetAddress.getLoopbackAddress());
        LedgerSession here = session(near, LocalCoordinator.over(near));
        LedgerSession there =
            session(
                far,
                new RemoteCoordinator(
                    "127.0.0.1", shared.port(), shared.jobToken(), null, () -> {}));
        ChatModel plain = open(connection);
        ChatModel asked = open(connection);
        ChatModel other = open(connection);
        ChatModel ledgered = ledgered(asked, here);
        ChatModel remote = ledgered(other, there)) {
      double[] without = new double[times];
      double[] with = new double[times];
      double[] over = new double[times];
      for (int i = -1; i < times; i++) { // compiled and warm before anything counts
        double[] turn = {aSecond(plain), aSecond(ledgered), aSecond(remote)};
        if (i >= 0) {
          without[i] = turn[0];
          with[i] = turn[1];
          over[i] = turn[2];
        }
      }
      console
          .out()
          .println(
              String.format(
                  Locale.ROOT,
                  "%,d calls to a server that answers in %d ms, %d in flight, %d cores, median of"
                      + " %d: %s calls/s without a ledger, %s through it, ratio %.2f; %s with its"
                      + " coordinator over the network, ratio %.2f",
                  calls,
                  millis,
                  inFlight,
                  Runtime.getRuntime().availableProcessors(),
                  times,
                  shown(without),
                  shown(with),
                  median(with) / median(without),
                  shown(over),
                  median(over) / median(without)));
    }
  }

  private static LedgerSession session(SegmentStore store, Coordinator coordinator) {
    return new LedgerSession(store, coordinator, LedgerSession.newName());
  }

  private static ChatModel open(Connection connection) {
    return ((HttpProvider) ChatModels.provider(MODEL))
        .open(MODEL, connection, reference -> null, CallGate.OPEN);
  }

  private static ChatModel ledgered(ChatModel model, LedgerSession session) {
    return new LedgeredModel(
        model, session, new LedgeredModel.Terms("openai", "m", "bench", null, null));
  }

  /** Calls a second of a model that was never asked the same. */
  private double aSecond(ChatModel model) {
    List<ChatRequest> requests =
        LongStream.range(asked, asked + calls).mapToObj(BenchLedgerCommand::question).toList();
    asked += calls;
    long start = System.nanoTime();
    List<Answer> answers = Answer.all(model, requests);
    double seconds = (System.nanoTime() - start) / NANOS;
    for (Answer answer : answers) {
      if (answer.error() != null) {
        throw new HoneException("Cannot measure: " + answer.error());
      }
    }
    return calls / seconds;
  }

  private static ChatRequest question(long number) {
    return ChatRequest.of(
        List.of(
            Message.system("Answer with yes or no."),
            Message.user("Is the number " + number + " one that was not asked about before?")),
        Sampling.greedy(16));
  }

  private static String shown(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return String.format(
        Locale.ROOT,
        "%,.0f (%,.0f to %,.0f)",
        median(values),
        sorted[0],
        sorted[sorted.length - 1]);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
