package dev.hone.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatModels;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Message;
import dev.hone.chat.ModelUri;
import dev.hone.chat.Sampling;
import dev.hone.cli.samples.SimulatedModels;
import dev.hone.json.Json;
import dev.hone.providers.Connection;
import dev.hone.providers.Connections;
import dev.hone.providers.RetryRules;
import dev.hone.testing.FaultServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The simulated teacher behind a real HTTP API with a key and a price: what asks it buys its
 * answers. Asked the same again it says something else, as models do.
 */
final class TeacherServer implements AutoCloseable {
  /** How a run names it. */
  static final String URI = "openai:teacher?connection=desk";

  static final double USD_IN = 2;
  static final double USD_OUT = 8;

  private final ChatModel teacher = ChatModels.open(ModelUri.parse(SimulatedModels.TEACHER));
  private final Map<String, Integer> asked = new HashMap<>();
  private final FaultServer server;

  TeacherServer(FaultServer server) {
    this.server = server.answeringBodies(this::answer);
  }

  /** Defines the connection that the URI names. */
  void connect(String keyFile) {
    Connections.define(
        Connection.named("desk")
            .allowingPrivate()
            .at(server.base())
            .withKey("file:" + keyFile)
            .withPrices(USD_IN, USD_OUT)
            .withRetry(
                new RetryRules(
                    4,
                    Duration.ofMillis(2),
                    Duration.ofMillis(10),
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(30))));
  }

  /** Answers given for money so far. */
  long bought() {
    return server.bought();
  }

  private String answer(String body) {
    JsonNode request = Json.parse(body);
    List<Message> messages = new ArrayList<>();
    for (JsonNode message : request.path("messages")) {
      messages.add(Message.of(message.path("role").asText(), message.path("content").textValue()));
    }
    String format =
        request.has("response_format") ? Json.write(request.path("response_format")) : null;
    int time;
    synchronized (asked) {
      time = asked.merge(body, 1, Integer::sum) - 1;
    }
    return teacher
        .submit(new ChatRequest(messages, null, format, Sampling.greedy()).withSample(time))
        .toCompletableFuture()
        .join()
        .message()
        .text();
  }

  @Override
  public void close() {
    Connections.forget("desk");
    server.close();
    teacher.close();
  }
}
