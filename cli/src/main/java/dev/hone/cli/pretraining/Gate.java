package dev.hone.cli.pretraining;

import dev.hone.chat.Message;
import dev.hone.engine.Tokenizer;
import dev.hone.engine.training.Trainer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/**
 * How often the model answers fresh documents exactly right, by kind. Greedy, and only the last
 * turn of each document counts.
 */
final class Gate {
  static final List<String> KINDS =
      List.of(
          "copy",
          "field",
          "lookup",
          "json",
          "rule",
          "sentences",
          "questions",
          "conditions",
          "named",
          "told",
          "shown");

  private static final int LONGEST_ANSWER = 64;
  private static final int AT_ONCE = 32;

  private Gate() {}

  /** Shares of exact answers, in the order of {@link #KINDS}. */
  static Map<String, Double> open(Trainer trainer, Tokenizer tokenizer, Corpus corpus, int each) {
    int end = tokenizer.idOf(ChatMl.END).orElseThrow();
    Map<String, Double> shares = new LinkedHashMap<>();
    for (String kind : KINDS) {
      List<Document> documents = corpus.fresh(kind, each);
      int right = 0;
      for (int from = 0; from < each; from += AT_ONCE) {
        List<Document> some = documents.subList(from, Math.min(each, from + AT_ONCE));
        List<int[]> prompts = new ArrayList<>();
        some.forEach(document -> prompts.add(tokenizer.encode(prompt(document))));
        int[][] answers = trainer.generate(prompts, LONGEST_ANSWER, Set.of(end));
        for (int i = 0; i < answers.length; i++) {
          Message last = last(some.get(i));
          right += tokenizer.decode(answers[i]).equals(ChatMl.body(last)) ? 1 : 0;
        }
      }
      shares.put(kind, (double) right / each);
    }
    return shares;
  }

  static String told(Map<String, Double> shares) {
    StringJoiner told = new StringJoiner("  ");
    shares.forEach((kind, share) -> told.add(kind + " " + Math.round(100 * share) + "%"));
    return told.toString();
  }

  private static Message last(Document document) {
    return document.messages().get(document.messages().size() - 1);
  }

  private static String prompt(Document document) {
    List<Message> before = document.messages().subList(0, document.messages().size() - 1);
    Document asked = new Document(document.kind(), before, document.toolsJson(), 0);
    return ChatMl.text(asked) + ChatMl.START + "assistant\n";
  }
}
