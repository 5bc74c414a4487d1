package dev.hone.cli.pretraining;

import dev.hone.engine.Tokenizer;
import dev.hone.engine.training.TokenBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/** Cuts the corpus into batches of documents of like length, so that little is padding. */
final class Lessons {
  private static final int CHUNK_DOCUMENTS = 512;

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Encoded(int[] ids, int[] labels) {}

  private final Corpus corpus;
  private final Tokenizer tokenizer;
  private final int batchTokens;
  private final Deque<TokenBatch> ready = new ArrayDeque<>();
  private long nextChunk;

  /**
   * @param firstChunk where to begin; chunks before it were learnt in an earlier run
   * @param batchTokens rows x width of a batch, at most, where one document is not longer
   */
  Lessons(Corpus corpus, Tokenizer tokenizer, long firstChunk, int batchTokens) {
    this.corpus = corpus;
    this.tokenizer = tokenizer;
    this.nextChunk = firstChunk;
    this.batchTokens = batchTokens;
  }

  /** The first chunk of which no batch has been taken. */
  long nextChunk() {
    return nextChunk;
  }

  TokenBatch next() {
    if (ready.isEmpty()) {
      long chunk = nextChunk++;
      List<Encoded> documents = new ArrayList<>();
      for (int i = 0; i < CHUNK_DOCUMENTS; i++) {
        documents.add(encode(tokenizer, corpus.document(chunk * CHUNK_DOCUMENTS + i)));
      }
      documents.sort(Comparator.comparingInt(document -> document.ids().length));
      List<TokenBatch> batches = new ArrayList<>();
      List<Encoded> rows = new ArrayList<>();
      for (Encoded document : documents) {
        if (!rows.isEmpty() && (rows.size() + 1) * document.ids().length > batchTokens) {
          batches.add(batch(rows));
          rows.clear();
        }
        rows.add(document);
      }
      batches.add(batch(rows));
      ready.addAll(new Draw(chunk).shuffled(batches));
    }
    return ready.remove();
  }

  /** A batch of these documents, answers to be learnt. */
  static TokenBatch batch(Tokenizer tokenizer, List<Document> documents) {
    return batch(documents.stream().map(document -> encode(tokenizer, document)).toList());
  }

  private static TokenBatch batch(List<Encoded> rows) {
    return new TokenBatch(
        rows.stream().map(Encoded::ids).toArray(int[][]::new),
        rows.stream().map(Encoded::labels).toArray(int[][]::new));
  }

  private static Encoded encode(Tokenizer tokenizer, Document document) {
    int[] ids = new int[0];
    int[] labels = new int[0];
    for (ChatMl.Piece piece : ChatMl.pieces(document)) {
      int[] more = tokenizer.encode(piece.text());
      int length = ids.length;
      ids = Arrays.copyOf(ids, length + more.length);
      labels = Arrays.copyOf(labels, length + more.length);
      System.arraycopy(more, 0, ids, length, more.length);
      if (piece.learnt()) {
        System.arraycopy(more, 0, labels, length, more.length);
      } else {
        Arrays.fill(labels, length, labels.length, TokenBatch.NOT_TRAINED);
      }
    }
    return new Encoded(ids, labels);
  }
}
