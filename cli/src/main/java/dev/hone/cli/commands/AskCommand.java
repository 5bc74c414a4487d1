package dev.hone.cli.commands;

import dev.hone.HoneException;
import dev.hone.chat.Answer;
import dev.hone.chat.ChatJson;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatModels;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.ModelUri;
import dev.hone.chat.Sampling;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hone ask}. */
@Command(
    name = "ask",
    description = "Asks a tuned model (or any model by its URI) and prints its answer.")
final class AskCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(
      index = "0",
      paramLabel = "ADAPTER",
      description = "Adapter folder, or a model such as local:models/hone-small or openai:gpt-4.1.")
  private String model = "";

  @Parameters(
      index = "1",
      paramLabel = "TEXT",
      description =
          "What to ask: a user message, or a chat request as JSON; - reads it from standard input.")
  private String text = "";

  @Option(
      names = "--base-model",
      paramLabel = "DIR",
      description = "Base model of the adapter. Default: the one it was fitted to.")
  private @Nullable String baseModel;

  @Option(names = "--max-tokens", paramLabel = "N", description = "Longest answer (default: 256).")
  private @Nullable Integer maxTokens;

  AskCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    ModelUri uri = AdapterFolder.uri(model, baseModel);
    ChatRequest request = ChatJson.parseRequest(text.equals("-") ? standardInput() : text);
    if (maxTokens != null) {
      Sampling drawn = request.sampling();
      request =
          request.withSampling(
              new Sampling(
                  drawn.temperature(), drawn.topP(), maxTokens, drawn.seed(), drawn.stop()));
    }
    try (ChatModel opened = ChatModels.open(uri)) {
      Answer answer = Answer.all(opened, List.of(request)).get(0);
      Completion completion = answer.completion();
      if (completion == null) {
        throw new HoneException("No answer: " + answer.error());
      }
      console.out().println(shown(completion));
      console
          .err()
          .println(
              String.format(
                  Locale.ROOT,
                  "(%d tokens read, %d written, %.2f s%s)",
                  completion.usage().input(),
                  completion.usage().output(),
                  answer.seconds(),
                  completion.finishReason().equals(Completion.LENGTH)
                      ? ", cut off: give --max-tokens more"
                      : ""));
    }
    return Outcome.DONE;
  }

  private static String shown(Completion completion) {
    return completion.message().toolCalls().isEmpty()
        ? completion.message().text()
        : ChatJson.toJson(completion.message()).toString();
  }

  private static String standardInput() {
    try {
      return new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new HoneException("Cannot read standard input: " + e.getMessage(), e);
    }
  }
}
