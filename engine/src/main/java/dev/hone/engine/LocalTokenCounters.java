package dev.hone.engine;

import dev.hone.chat.Message;
import dev.hone.chat.ModelUri;
import dev.hone.chat.TokenCounter;
import dev.hone.chat.TokenCounterProvider;
import dev.hone.engine.weights.ModelFolder;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts tokens of {@code local:FOLDER}: reads its tokenizer and chat template, no weights. */
public final class LocalTokenCounters implements TokenCounterProvider {
  @Override
  public String scheme() {
    return "local";
  }

  @Override
  public TokenCounter open(ModelUri uri) {
    Path folder = Path.of(uri.name());
    ModelFolder model = ModelFolder.open(folder);
    Tokenizer tokenizer = Tokenizer.open(folder);
    try {
      return new Counter(tokenizer, ChatEncoder.open(model, tokenizer));
    } catch (RuntimeException e) {
      tokenizer.close();
      throw e;
    }
  }

  private record Counter(Tokenizer tokenizer, ChatEncoder encoder) implements TokenCounter {
    @Override
    public Count count(List<Message> messages, @Nullable String toolsJson, Message answer) {
      ChatEncoder.Encoded tokens = encoder.example(messages, toolsJson, answer);
      return new Count(tokens.promptLength(), tokens.ids().length - tokens.promptLength());
    }

    @Override
    public void close() {
      tokenizer.close();
    }
  }
}
