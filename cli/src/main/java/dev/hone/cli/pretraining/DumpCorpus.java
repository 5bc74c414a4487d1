package dev.hone.cli.pretraining;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Writes documents as JSON Lines, to be read by people and other programs. */
final class DumpCorpus {
  private DumpCorpus() {}

  /** Arguments: seed, first document, documents, file; or {@code tokenizer}, seed, file. */
  public static void main(String[] args) throws IOException {
    if (args[0].equals("tokenizer")) {
      Files.writeString(Path.of(args[2]), tokenizer(Long.parseLong(args[1])));
      return;
    }
    Corpus corpus = new Corpus(Long.parseLong(args[0]));
    long first = Long.parseLong(args[1]);
    ObjectMapper json = new ObjectMapper();
    try (Writer out = Files.newBufferedWriter(Path.of(args[3]))) {
      for (long n = first; n < first + Long.parseLong(args[2]); n++) {
        Document document = corpus.document(n);
        List<ChatMl.Piece> pieces = ChatMl.pieces(document);
        out.write(json.writeValueAsString(List.of(document.kind(), pieces)) + "\n");
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  static String tokenizer(long seed) {
    Corpus corpus = new Corpus(seed);
    BpeTrainer trainer = new BpeTrainer();
    for (long n = 0; n < 60_000; n++) {
      Document document = corpus.document(n);
      document.messages().forEach(message -> trainer.add(ChatMl.body(message)));
    }
    for (int i = 0; i < 50; i++) {
      trainer.add("system\nuser\nassistant\ntool\n# Tools\n");
    }
    return trainer.train(4096);
  }
}
