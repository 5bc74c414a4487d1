package dev.hone.engine;

import dev.hone.engine.decoder.DecoderConfig;
import dev.hone.engine.decoder.DecoderProgram;
import dev.hone.engine.decoder.DecoderWeights;
import dev.hone.engine.program.Opening;
import dev.hone.engine.weights.BadModelException;
import dev.hone.engine.weights.DType;
import dev.hone.engine.weights.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A base model in memory, shared by all who have it open in this process: its adapters need no
 * second copy. Each lease is closed once; the last one frees the memory.
 */
final class LoadedModel implements AutoCloseable {
  private static final Map<Key, LoadedModel> OPEN = new HashMap<>();

  /** A folder written anew is another model. */
  private record Key(Path folder, long modified, DType type) {}

  private final Key key;
  private final ModelFolder folder;
  private final DecoderProgram program;
  private final DecoderWeights weights;
  private final Tokenizer tokenizer;
  private final ChatEncoder encoder;
  private @Nullable String sha256;
  private int leases;

  private LoadedModel(
      Key key,
      ModelFolder folder,
      DecoderProgram program,
      DecoderWeights weights,
      Tokenizer tokenizer,
      ChatEncoder encoder) {
    this.key = key;
    this.folder = folder;
    this.program = program;
    this.weights = weights;
    this.tokenizer = tokenizer;
    this.encoder = encoder;
  }

  /** Opens a folder, or shares what is open of it; the caller closes it. */
  static LoadedModel lease(Path base, DType type) {
    ModelFolder folder = ModelFolder.open(base);
    synchronized (OPEN) {
      Key key = key(base, type);
      LoadedModel model = OPEN.get(key);
      if (model == null) {
        model = load(key, folder, type);
        OPEN.put(key, model);
      }
      model.leases++;
      return model;
    }
  }

  private static Key key(Path base, DType type) {
    try {
      return new Key(
          base.toRealPath(),
          Files.getLastModifiedTime(base.resolve("config.json")).toMillis(),
          type);
    } catch (IOException e) {
      throw new BadModelException("Cannot read " + base + ": " + e.getMessage(), e);
    }
  }

  private static LoadedModel load(Key key, ModelFolder folder, DType type) {
    try (Opening opening = new Opening()) {
      DecoderProgram program =
          opening.add(DecoderProgram.compile(DecoderConfig.from(folder.json("config.json"))));
      Tokenizer tokenizer = opening.add(Tokenizer.open(folder.path()));
      ChatEncoder encoder = ChatEncoder.open(folder, tokenizer);
      DecoderWeights weights = opening.add(DecoderWeights.load(folder, program, type));
      return opening.keep(new LoadedModel(key, folder, program, weights, tokenizer, encoder));
    }
  }

  DecoderProgram program() {
    return program;
  }

  DecoderWeights weights() {
    return weights;
  }

  Tokenizer tokenizer() {
    return tokenizer;
  }

  ChatEncoder encoder() {
    return encoder;
  }

  /** Hash of config and weights, read once. */
  synchronized String sha256() {
    if (sha256 == null) {
      sha256 = folder.sha256();
    }
    return sha256;
  }

  @Override
  public void close() {
    synchronized (OPEN) {
      if (--leases == 0) {
        OPEN.remove(key);
        weights.close();
        program.close();
        tokenizer.close();
      }
    }
  }
}
