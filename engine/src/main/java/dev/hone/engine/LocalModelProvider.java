package dev.hone.engine;

import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatModelProvider;
import dev.hone.chat.ModelUri;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Opens {@code local:FOLDER}, with the options {@code adapter=FOLDER}, {@code
 * precision=auto|f32|bf16} and {@code batch=N}.
 */
public final class LocalModelProvider implements ChatModelProvider {
  private static final Set<String> OPTIONS = Set.of("adapter", "precision", "batch");

  @Override
  public String scheme() {
    return "local";
  }

  @Override
  public ChatModel open(ModelUri uri) {
    if (!OPTIONS.containsAll(uri.options().keySet())) {
      throw new IllegalArgumentException(
          "Invalid model '" + uri + "': known options are " + new TreeSet<>(OPTIONS) + ".");
    }
    EngineOptions options = EngineOptions.defaults();
    try {
      String precision = uri.options().get("precision");
      if (precision != null) {
        options = options.withPrecision(Precision.valueOf(precision.toUpperCase(Locale.ROOT)));
      }
      String batch = uri.options().get("batch");
      if (batch != null) {
        options = options.withMaxBatch(Integer.parseInt(batch));
      }
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "Invalid model '"
              + uri
              + "': precision is auto, f32 or bf16, and batch a number of 1 or more.",
          e);
    }
    String adapter = uri.options().get("adapter");
    return LocalModel.open(Path.of(uri.name()), adapter == null ? null : Path.of(adapter), options);
  }
}
