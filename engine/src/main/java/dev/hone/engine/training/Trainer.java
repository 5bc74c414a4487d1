package dev.hone.engine.training;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.HoneException;
import dev.hone.adapters.AdapterConfig;
import dev.hone.engine.decoder.DecoderConfig;
import dev.hone.engine.decoder.DecoderProgram;
import dev.hone.engine.decoder.DecoderWeights;
import dev.hone.engine.decoder.Generator;
import dev.hone.engine.decoder.LoraAdapter;
import dev.hone.engine.decoder.RopeTable;
import dev.hone.engine.program.Opening;
import dev.hone.engine.program.Scope;
import dev.hone.engine.program.Value;
import dev.hone.engine.weights.DType;
import dev.hone.engine.weights.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The loop's body: gradients over token batches, clip, AdamW in place. Trains all parameters, or an
 * adapter on a frozen base. Native memory is held until {@link #close}. For one thread at a time.
 */
public final class Trainer implements AutoCloseable {
  private static final String CONFIG = "config.json";

  /** Rows of logits alive at once: enough to keep a core busy, 8 MB at a vocabulary of 4k. */
  private static final int LOGIT_CELLS = 1 << 21;

  private final String configJson;
  private final DecoderProgram program;
  private final DecoderWeights weights;
  private final Parameters parameters;
  private final boolean trainsAll;
  private final TrainerOptions options;
  private final DType type;
  private final RopeTable rope;
  private final BatchThreads threads;

  /** On a frozen base; of an empty list where all parameters are trained. */
  private final LoraAdapter adapter;

  private Trainer(
      String configJson,
      DecoderProgram program,
      DecoderWeights weights,
      LoraAdapter adapter,
      Parameters parameters,
      boolean trainsAll,
      TrainerOptions options) {
    this.configJson = configJson;
    this.program = program;
    this.weights = weights;
    this.adapter = adapter;
    this.parameters = parameters;
    this.trainsAll = trainsAll;
    this.options = options;
    this.type = options.precision().type();
    this.rope = new RopeTable(program, type);
    this.threads = BatchThreads.of(program.config());
  }

  /**
   * All parameters, from random ones: normal with deviation 0.02, projections back into the
   * residual stream scaled by 1/sqrt(2 layers), norms 1, biases 0.
   *
   * @param configJson the model's config.json, as Hugging Face writes it
   */
  public static Trainer fromScratch(String configJson, TrainerOptions options, long seed) {
    DecoderConfig config = DecoderConfig.from(parse(configJson));
    try (Opening opening = new Opening()) {
      DecoderProgram program = opening.add(DecoderProgram.compile(config));
      DecoderWeights weights = opening.add(DecoderWeights.random(config, seed));
      return opening.keep(all(configJson, program, weights, opening, options));
    }
  }

  /** All parameters, from those of a model folder. */
  public static Trainer allParameters(Path modelFolder, TrainerOptions options) {
    ModelFolder folder = ModelFolder.open(modelFolder);
    try (Opening opening = new Opening()) {
      DecoderProgram program = opening.add(compile(folder));
      DecoderWeights weights;
      try (DecoderWeights stored = DecoderWeights.load(folder, program, DType.F32)) {
        weights = opening.add(stored.trainable(program));
      }
      return opening.keep(all(folder.text(CONFIG), program, weights, opening, options));
    }
  }

  /** Goes on from a folder that {@link #save} wrote; the options may differ from those it had. */
  public static Trainer resume(Path checkpoint, TrainerOptions options) {
    ModelFolder folder = ModelFolder.open(checkpoint);
    try (Opening opening = new Opening()) {
      DecoderProgram program = opening.add(compile(folder));
      Checkpoint saved = Checkpoint.read(checkpoint, names(program.config()), program);
      DecoderWeights weights = opening.add(DecoderWeights.of(saved.parameters(), DType.F32));
      Parameters parameters = opening.add(new Parameters(program, saved));
      LoraAdapter none = opening.add(LoraAdapter.none());
      return opening.keep(
          new Trainer(folder.text(CONFIG), program, weights, none, parameters, true, options));
    }
  }

  /**
   * A fresh adapter on a frozen base, which is kept in the precision's format. The adapter is f32.
   *
   * @param config the adapter's shape; all projections must be adapted
   */
  public static Trainer lora(Path base, AdapterConfig config, TrainerOptions options, long seed) {
    ModelFolder folder = ModelFolder.open(base);
    try (Opening opening = new Opening()) {
      DecoderProgram program = opening.add(compile(folder));
      LoraAdapter adapter = opening.add(LoraAdapter.fresh(config, program.config(), seed));
      return opening.keep(lora(folder, program, adapter, null, opening, options));
    }
  }

  /** Trains a given adapter on, with fresh moments. */
  public static Trainer loraFrom(Path base, Path adapterFolder, TrainerOptions options) {
    ModelFolder folder = ModelFolder.open(base);
    try (Opening opening = new Opening()) {
      DecoderProgram program = opening.add(compile(folder));
      LoraAdapter adapter = opening.add(LoraAdapter.load(adapterFolder, program));
      return opening.keep(lora(folder, program, adapter, null, opening, options));
    }
  }

  /** Goes on with an adapter from a folder that {@link #save} wrote. */
  public static Trainer resumeLora(
      Path base, AdapterConfig config, Path checkpoint, TrainerOptions options) {
    ModelFolder folder = ModelFolder.open(base);
    try (Opening opening = new Opening()) {
      DecoderProgram program = opening.add(compile(folder));
      Checkpoint saved =
          Checkpoint.read(checkpoint, LoraAdapter.names(program.config(), config), program);
      LoraAdapter adapter = opening.add(LoraAdapter.of(config, saved.parameters()));
      return opening.keep(lora(folder, program, adapter, saved, opening, options));
    }
  }

  private static Trainer lora(
      ModelFolder folder,
      DecoderProgram program,
      LoraAdapter adapter,
      @Nullable Checkpoint saved,
      Opening opening,
      TrainerOptions options) {
    AdapterConfig shape = adapter.config();
    if (!shape.targetModules().containsAll(AdapterConfig.ALL_PROJECTIONS)) {
      throw new IllegalArgumentException(
          "Cannot train an adapter of "
              + shape.targetModules()
              + ": Hone trains those of all projections, "
              + AdapterConfig.ALL_PROJECTIONS
              + ".");
    }
    DType type = options.precision().type();
    DecoderWeights weights = opening.add(DecoderWeights.load(folder, program, type));
    List<String> names = LoraAdapter.names(program.config(), shape);
    Parameters parameters =
        opening.add(
            saved == null
                ? new Parameters(program, names, adapter.list())
                : new Parameters(program, saved));
    return new Trainer(folder.text(CONFIG), program, weights, adapter, parameters, false, options);
  }

  private static Trainer all(
      String configJson,
      DecoderProgram program,
      DecoderWeights weights,
      Opening opening,
      TrainerOptions options) {
    List<String> names = names(program.config());
    Parameters parameters = opening.add(new Parameters(program, names, weights.list()));
    LoraAdapter none = opening.add(LoraAdapter.none());
    return new Trainer(configJson, program, weights, none, parameters, true, options);
  }

  private static DecoderProgram compile(ModelFolder folder) {
    return DecoderProgram.compile(DecoderConfig.from(folder.json(CONFIG)));
  }

  /**
   * One step of the optimizer over all the batches together: their losses are summed and divided by
   * the weight of all learned tokens, so that cutting a batch in pieces changes nothing but
   * roundings. A small model's batches are worked on by all cores at once, one piece each.
   *
   * @throws IllegalArgumentException if no token is to be learned, or an id is outside the
   *     vocabulary
   */
  public StepResult step(List<TokenBatch> batches) {
    return step(batches, options.rateAt(parameters.stepsDone()));
  }

  /** As {@link #step(List)}, at a learning rate of the caller's. */
  public StepResult step(List<TokenBatch> batches, double rate) {
    double weight = checkedWeight(batches);
    List<TokenBatch> pieces = threads.pieces(batches);
    pieces.forEach(piece -> rope.reach(PackedBatch.width(piece)));
    try (Scope scope = new Scope()) {
      List<Value> results =
          scope.addAll(threads.each(pieces, piece -> gradients(piece, weight), Value::close));
      double loss = 0;
      Value sum = null;
      for (Value result : results) {
        List<Value> parts = scope.parts(result);
        loss += parts.get(0).toDouble();
        if (sum == null) {
          sum = parts.get(1);
        } else {
          scope.add(program.call("accumulate", sum, parts.get(1)));
        }
      }
      double norm = parameters.step(java.util.Objects.requireNonNull(sum), rate, options);
      return new StepResult(
          parameters.stepsDone(),
          loss,
          norm,
          rate,
          batches.stream().mapToLong(TokenBatch::tokens).sum(),
          batches.stream().mapToInt(TokenBatch::trainedTokens).sum());
    }
  }

  /**
   * Moves the parameters' moving average a share of the way to what they are now; the first call
   * starts it. From then on the average is what {@link #loss} and {@link #generate} use, and what
   * {@link #writeAdapter} and {@link #export} write; training itself goes on with the parameters.
   *
   * <p>Averaging Weights Leads to Wider Optima and Better Generalization (Izmailov et al. 2018),
   * with an exponential average for the plain one.
   *
   * @param share in (0, 1]
   */
  public void average(double share) {
    parameters.average(share);
  }

  /** The weighted mean loss over the learned tokens of all batches. */
  public double loss(List<TokenBatch> batches) {
    double weight = checkedWeight(batches);
    double loss = 0;
    for (TokenBatch batch : batches) {
      if (batch.trainedTokens() == 0) {
        continue;
      }
      try (Scope scope = new Scope()) {
        PackedBatch packed = PackedBatch.of(batch, scope);
        rope.reach(packed.width());
        loss +=
            scope
                .add(
                    program.call(
                        "loss",
                        packed.ids(),
                        packed.rows(),
                        packed.targets(),
                        packed.weights(),
                        rope.cosines(),
                        rope.sines(),
                        keptWeights(),
                        keptAdapter(),
                        scope.of(adapter.config().scale()),
                        scope.of((long) type.code()),
                        scope.of(chunk())))
                .toDouble();
      }
    }
    return loss / weight;
  }

  private Value gradients(TokenBatch batch, double norm) {
    try (Scope scope = new Scope()) {
      PackedBatch packed = PackedBatch.of(batch, scope);
      return program.call(
          "gradients",
          packed.ids(),
          packed.rows(),
          packed.targets(),
          packed.weights(),
          scope.of(norm),
          rope.cosines(),
          rope.sines(),
          weights.list(),
          adapter.list(),
          scope.of(adapter.config().scale()),
          scope.of((long) type.code()),
          scope.of(chunk()),
          scope.of(options.checkpointing()));
    }
  }

  private Value keptWeights() {
    return trainsAll ? parameters.kept() : weights.list();
  }

  private Value keptAdapter() {
    return trainsAll ? adapter.list() : parameters.kept();
  }

  private long chunk() {
    return Math.max(64, LOGIT_CELLS / program.config().vocabulary());
  }

  private double checkedWeight(List<TokenBatch> batches) {
    batches.forEach(batch -> batch.check(program.config().vocabulary()));
    double weight = batches.stream().mapToDouble(TokenBatch::trainedWeight).sum();
    if (!(weight > 0)) {
      throw new IllegalArgumentException(
          "Nothing to learn: no label of the "
              + batches.size()
              + " batches counts. Labels at position 0 never do.");
    }
    return weight;
  }

  /** Steps of the optimizer done so far. */
  public int stepsDone() {
    return parameters.stepsDone();
  }

  public DecoderConfig config() {
    return program.config();
  }

  /**
   * Continues prompts greedily, all in one batch.
   *
   * @param prompts token ids, of any lengths
   * @param stopIds tokens that end a row and are not part of it
   * @return the new tokens, [row][...]
   */
  public int[][] generate(List<int[]> prompts, int maxNewTokens, Set<Integer> stopIds) {
    try (Scope scope = new Scope();
        LoraAdapter kept = LoraAdapter.of(adapter.config(), keptAdapter().share())) {
      Value list =
          weights.type() == type ? keptWeights() : scope.add(program.copies(keptWeights(), type));
      Value lora = scope.add(kept.forDecoding(program, type));
      try (Generator generator = new Generator(program, list, lora, type)) {
        return generator.greedy(prompts, maxNewTokens, stopIds);
      }
    }
  }

  /**
   * Writes parameters, moments and the step count, so that {@link #resume} goes on the same way. A
   * checkpoint already there is replaced only when the new one is complete.
   */
  public void save(Path checkpoint) {
    save(checkpoint, Map.of());
  }

  /** As {@link #save(Path)}, with texts kept in the metadata of the file of tensors. */
  void save(Path checkpoint, Map<String, String> notes) {
    write(checkpoint.resolve(CONFIG), configJson);
    parameters.save(checkpoint, notes);
  }

  /** Writes the adapter in PEFT's layout: its config and its weights in f32. */
  public void writeAdapter(Path adapterFolder) {
    write(adapterFolder.resolve(AdapterConfig.FILE), adapter.config().toJson());
    parameters.write(adapterFolder.resolve(AdapterConfig.WEIGHTS), DType.F32);
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Path partial = file.resolveSibling(file.getFileName() + ".partial");
      Files.writeString(partial, text);
      Files.move(
          partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new HoneException("Cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Writes the model as Hugging Face reads it: config.json and model.safetensors in bf16. Tokenizer
   * files are the caller's to add.
   */
  public void export(Path modelFolder) {
    ObjectNode config = (ObjectNode) parse(configJson);
    config.remove("dtype");
    config.put("torch_dtype", "bfloat16");
    write(modelFolder.resolve(CONFIG), config.toPrettyString() + "\n");
    parameters.write(modelFolder.resolve("model.safetensors"), DType.BF16);
  }

  private static List<String> names(DecoderConfig config) {
    List<String> names = new ArrayList<>();
    config.parameters().forEach(parameter -> names.add(parameter.name()));
    return names;
  }

  private static JsonNode parse(String configJson) {
    try {
      JsonNode node = new ObjectMapper().readTree(configJson);
      if (!node.isObject()) {
        throw new IllegalArgumentException("Invalid config.json: not a JSON object.");
      }
      return node;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Invalid config.json: " + e.getOriginalMessage(), e);
    }
  }

  @Override
  public void close() {
    threads.close();
    rope.close();
    adapter.close();
    parameters.close();
    weights.close();
    program.close();
  }
}
