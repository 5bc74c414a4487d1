package dev.hone.cli.pretraining;

import dev.hone.chat.Message;
import java.util.ArrayList;
import java.util.List;

/** Short rules told or shown, each used several times. */
final class Rules {
  private Rules() {}

  /** Numbers against a threshold, by magnitude. */
  static Document threshold(Draw draw) {
    int threshold = draw.of(100, 200, 500, 1000, 1000, 1500, 2000, 5000, 10000);
    List<String> words = draw.words("level", 2);
    String rule =
        draw.of(
                "%d or more: %s. Less: %s.",
                "From %d on say %s, below that %s.",
                "If the amount is at least %d then %s else %s.")
            .formatted(threshold, words.get(0), words.get(1));
    List<String> asked = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    for (int i = draw.between(3, 7); i > 0; i--) {
      int amount = draw.amount();
      asked.add("" + amount);
      answers.add(amount + " " + words.get(amount >= threshold ? 0 : 1));
    }
    return Document.of("rule", rule + "\n" + String.join(", ", asked), String.join("\n", answers));
  }

  /** Words sent somewhere by a table, told first. */
  static Document table(Draw draw) {
    int count = draw.between(3, 6);
    List<String> from = draw.words(draw.of("label", "status", "colour", "tier", "region"), count);
    List<String> to = draw.words(draw.of("team", "level", "team"), count);
    List<String> rules = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rules.add(from.get(i) + " = " + to.get(i));
    }
    List<Message> messages = new ArrayList<>();
    messages.add(Message.system(String.join(", ", rules)));
    for (int turn = draw.between(2, 4); turn > 0; turn--) {
      List<String> asked = draw.some(from, draw.between(1, 3));
      List<String> answers = new ArrayList<>();
      asked.forEach(word -> answers.add(to.get(from.indexOf(word))));
      messages.add(Message.user(draw.word("first") + ": " + String.join(", ", asked)));
      messages.add(Message.assistant(String.join(", ", answers)));
    }
    return Document.of("table", messages);
  }

  /** Kinds of words with labels that only the examples show. */
  static Document shots(Draw draw) {
    List<String> kinds = draw.some(List.of("animal", "colour", "city", "product", "first"), 2);
    List<String> labels = draw.words(draw.of("label", "level", "team"), 2);
    List<Message> messages = new ArrayList<>();
    int turns = draw.between(5, 9);
    int firstSure = 0;
    boolean[] seen = new boolean[2];
    for (int turn = 0; turn < turns; turn++) {
      int kind = turn < 2 ? turn : draw.between(0, 1);
      if (!seen[0] || !seen[1]) {
        firstSure = messages.size() + 2;
      }
      seen[kind] = true;
      messages.add(Message.user(draw.word(kinds.get(kind))));
      messages.add(Message.assistant(labels.get(kind)));
    }
    return new Document("shots", messages, null, firstSure);
  }
}
