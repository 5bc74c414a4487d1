package dev.hone.engine;

import dev.hone.adapters.AdapterManifest;
import dev.hone.adapters.PromptEdits;
import dev.hone.chat.Answer;
import dev.hone.chat.Capabilities;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.Message;
import dev.hone.chat.Usage;
import dev.hone.engine.decoder.DecoderConfig;
import dev.hone.engine.decoder.Generator;
import dev.hone.engine.decoder.LoraAdapter;
import dev.hone.engine.program.Opening;
import dev.hone.engine.program.Value;
import dev.hone.engine.weights.BadModelException;
import dev.hone.engine.weights.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A model folder, with or without an adapter, as a chat model. Requests submitted while others run
 * are answered together. What the adapter's manifest says was done to the prompts it learned from
 * is done to every request: personal data masked, static text pruned. What was masked stands in the
 * answer again. Safe for use by many threads; close it.
 */
public final class LocalModel implements ChatModel {
  /** Bound on a batch's key-value cache. */
  private static final long CACHE_BYTES = 1L << 30;

  private final LoadedModel base;
  private final Value adapter;
  private final PromptEdits.Editor editor;
  private final Set<Integer> stopIds;
  private final Generator generator;
  private final AnswerQueue queue;
  private final int maxBatch;

  private LocalModel(
      LoadedModel base,
      Value adapter,
      PromptEdits.Editor editor,
      Set<Integer> stopIds,
      DType type,
      int maxBatch) {
    this.base = base;
    this.adapter = adapter;
    this.editor = editor;
    this.stopIds = stopIds;
    this.maxBatch = maxBatch;
    this.generator = new Generator(base.program(), base.weights().list(), adapter, type);
    DecoderConfig config = base.program().config();
    long bytesPerToken = 2L * config.layers() * config.kvHeads() * config.headDim() * type.bytes();
    this.queue =
        new AnswerQueue(
            "hone-answers", maxBatch, Math.max(1, CACHE_BYTES / bytesPerToken), this::answerBatch);
  }

  /**
   * Opens a model; the caller closes it. The base's weights are shared with others of this process.
   *
   * @param base a folder with config.json, safetensors, tokenizer.json and a chat template
   * @param adapter a PEFT folder, with or without Hone's manifest, or null
   * @throws BadModelException if a folder is broken or of an unknown kind, or the adapter was
   *     fitted to another base or template
   */
  public static LocalModel open(Path base, @Nullable Path adapter, EngineOptions options) {
    DType type = options.precision().type();
    try (Opening opening = new Opening()) {
      LoadedModel model = opening.add(LoadedModel.lease(base, type));
      Set<Integer> stopIds = new HashSet<>(model.encoder().stopIds());
      PromptEdits edits = PromptEdits.none();
      Value list;
      try (LoraAdapter lora =
          adapter == null ? LoraAdapter.none() : LoraAdapter.load(adapter, model.program())) {
        list = opening.add(lora.forDecoding(model.program(), type));
      }
      AdapterManifest manifest = adapter == null ? null : manifest(adapter, model);
      if (manifest != null) {
        stopIds.addAll(manifest.stopTokens());
        edits = manifest.edits();
      }
      return opening.keep(
          new LocalModel(model, list, editor(adapter, edits), stopIds, type, options.maxBatch()));
    }
  }

  private static PromptEdits.Editor editor(@Nullable Path adapter, PromptEdits edits) {
    try {
      return edits.editor();
    } catch (IllegalArgumentException e) {
      throw new BadModelException("Cannot use adapter " + adapter + " here: " + e.getMessage(), e);
    }
  }

  /** The adapter's manifest, checked against the base; null where the adapter has none. */
  private static @Nullable AdapterManifest manifest(Path adapter, LoadedModel base) {
    Path file = adapter.resolve(AdapterManifest.FILE);
    if (!Files.isRegularFile(file)) {
      return null;
    }
    AdapterManifest manifest;
    try {
      manifest = AdapterManifest.fromJson(Files.readString(file));
    } catch (IOException | IllegalArgumentException e) {
      throw new BadModelException("Cannot read " + file + ": " + e.getMessage(), e);
    }
    if (!manifest.baseSha256().equals(base.sha256())) {
      throw new BadModelException(
          "Cannot use adapter "
              + adapter
              + " here: it was fitted to a base model of hash "
              + manifest.baseSha256()
              + ", this one's is "
              + base.sha256()
              + ". Open it with the base it was fitted to.");
    }
    if (!manifest.templateSha256().equals(base.encoder().templateSha256())) {
      throw new BadModelException(
          "Cannot use adapter "
              + adapter
              + " here: it was fitted with another chat template than the base model has now.");
    }
    return manifest;
  }

  /**
   * Answers all, in the order asked. A request that cannot be answered gets an error of its own.
   */
  public List<Answer> answer(List<ChatRequest> requests) {
    return Answer.all(this, requests);
  }

  @Override
  public CompletionStage<Completion> submit(ChatRequest request) {
    return submitAll(List.of(request)).get(0);
  }

  @Override
  public List<CompletionStage<Completion>> submitAll(List<ChatRequest> requests) {
    List<CompletionStage<Completion>> stages = new ArrayList<>();
    List<Pending> pending = new ArrayList<>();
    for (ChatRequest request : requests) {
      CompletableFuture<Completion> future = new CompletableFuture<>();
      stages.add(future);
      try {
        PromptEdits.Edited edited = editor.edit(request.messages());
        pending.add(
            new Pending(
                row(request, edited), request.toolsJson() != null, edited.answers(), future));
      } catch (RuntimeException e) {
        future.completeExceptionally(e);
      }
    }
    queue.add(pending);
    return stages;
  }

  private AnswerRow row(ChatRequest request, PromptEdits.Edited edited) {
    int[] prompt = prompt(request, edited);
    int context = base.program().config().contextTokens();
    if (prompt.length >= context) {
      throw new IllegalArgumentException(
          "The prompt is too long: it has "
              + prompt.length
              + " tokens, and this model reads "
              + context
              + " of prompt and answer together. Shorten it, or use a model with a longer"
              + " context.");
    }
    return new AnswerRow(
        prompt, request.sampling(), context - prompt.length, stopIds, base.tokenizer());
  }

  private int[] prompt(ChatRequest request, PromptEdits.Edited edited) {
    int[] ids = base.encoder().prompt(edited.messages(), request.toolsJson());
    if (ids.length == 0) {
      throw new IllegalArgumentException("The chat template writes nothing for this prompt.");
    }
    return ids;
  }

  private record Pending(
      AnswerRow row,
      boolean tools,
      PromptEdits.Restorer answers,
      CompletableFuture<Completion> future)
      implements AnswerQueue.Waiting {
    @Override
    public int promptTokens() {
      return row.prompt().length;
    }

    @Override
    public int cacheTokens() {
      return row.prompt().length + row.maxNewTokens();
    }

    @Override
    public void fail(RuntimeException e) {
      future.completeExceptionally(e);
    }

    void complete() {
      Message message = tools ? ToolCallText.message(row.text()) : Message.assistant(row.text());
      String reason =
          !row.stopped()
              ? Completion.LENGTH
              : message.toolCalls().isEmpty() ? Completion.STOP : Completion.TOOL_CALLS;
      future.complete(
          new Completion(
              answers.restore(message), reason, Usage.of(row.prompt().length, row.tokens())));
    }
  }

  private void answerBatch(List<AnswerQueue.Waiting> batch) {
    List<Pending> pending = batch.stream().map(Pending.class::cast).toList();
    generator.run(pending.stream().map(Pending::row).toList());
    pending.forEach(Pending::complete);
  }

  /** Tokens of the prompt after masking and pruning, as the model reads it. */
  @Override
  public int countTokens(ChatRequest request) {
    return prompt(request, editor.edit(request.messages())).length;
  }

  @Override
  public Capabilities capabilities() {
    return new Capabilities(
        base.program().config().contextTokens(), base.encoder().takesTools(), maxBatch);
  }

  @Override
  public void close() {
    queue.close();
    generator.close();
    adapter.close();
    base.close();
  }
}
