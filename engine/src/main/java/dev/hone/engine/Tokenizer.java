package dev.hone.engine;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import dev.hone.HoneException;
import dev.hone.engine.program.NativeRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Text to tokens and back, by a Hugging Face {@code tokenizer.json}. Special tokens written in a
 * text are read as such; none are added. Safe for use by many threads. Close it.
 */
public final class Tokenizer implements AutoCloseable {
  private final HuggingFaceTokenizer tokenizer;

  private Tokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  /** Opens the tokenizer of a model folder, or a tokenizer.json itself. */
  public static Tokenizer open(Path folderOrFile) {
    NativeRuntime.prepare();
    Path file =
        Files.isDirectory(folderOrFile) ? folderOrFile.resolve("tokenizer.json") : folderOrFile;
    if (!Files.isRegularFile(file)) {
      throw new HoneException(
          "Cannot find "
              + file
              + ". A local model needs its tokenizer as tokenizer.json; convert older formats with"
              + " transformers' save_pretrained.");
    }
    try {
      return new Tokenizer(
          HuggingFaceTokenizer.newInstance(
              file,
              Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false")));
    } catch (IOException | RuntimeException e) {
      throw new HoneException("Cannot read tokenizer " + file + ": " + e.getMessage(), e);
    }
  }

  public int[] encode(String text) {
    return ints(tokenizer.encode(text, false, false).getIds());
  }

  /** The text of tokens, special ones included. */
  public String decode(int[] ids) {
    return tokenizer.decode(longs(ids), false);
  }

  /** The text of tokens, special ones left out. */
  public String decodePlain(int[] ids) {
    return tokenizer.decode(longs(ids), true);
  }

  /** The id of a token that the text alone encodes to, such as a special token. */
  public OptionalInt idOf(String token) {
    int[] ids = encode(token);
    return ids.length == 1 ? OptionalInt.of(ids[0]) : OptionalInt.empty();
  }

  @Override
  public void close() {
    tokenizer.close();
  }

  private static int[] ints(long[] ids) {
    int[] ints = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      ints[i] = Math.toIntExact(ids[i]);
    }
    return ints;
  }

  private static long[] longs(int[] ids) {
    long[] longs = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      longs[i] = ids[i];
    }
    return longs;
  }
}
