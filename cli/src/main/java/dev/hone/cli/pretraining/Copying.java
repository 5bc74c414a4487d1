package dev.hone.cli.pretraining;

import dev.hone.chat.Message;
import java.util.ArrayList;
import java.util.List;

/** Texts to be repeated and values to be found again: what everything else rests on. */
final class Copying {
  private Copying() {}

  /** A run of words or ids, to be said once more. */
  static Document repeat(Draw draw) {
    int kind = draw.between(0, 3);
    int count = draw.between(4, 24);
    List<String> items = new ArrayList<>();
    List<String> pool = draw.words("common", draw.of(6, 20, 60, 1000));
    for (int i = 0; i < count; i++) {
      items.add(
          switch (kind) {
            case 0 -> draw.from(pool);
            case 1 -> i % 3 == 0 ? draw.id() : draw.from(pool);
            case 2 -> i % 2 == 0 ? draw.id() : draw.word("noun");
            default -> draw.digits(draw.between(1, 4));
          });
    }
    List<String> short12 = kind == 0 ? items : items.subList(0, Math.min(12, count));
    String text = String.join(kind == 2 ? ", " : " ", short12);
    return Document.of("repeat", draw.of("Repeat: ", "Say again: ", "Copy: ", "") + text, text);
  }

  /** One id in a sentence, alone in the answer: the gate's copying. */
  static Document id(Draw draw) {
    List<Message> messages = new ArrayList<>();
    for (int turn = draw.between(2, 5); turn > 0; turn--) {
      String id = draw.id();
      messages.add(
          Message.user(
              draw.of(
                      "Copy %s",
                      "The code is %s",
                      "%s please",
                      "Note %s for " + draw.word("first"),
                      draw.word("first") + " asks about %s today",
                      "Write %s",
                      draw.word("noun") + " %s " + draw.word("noun"))
                  .formatted(id)));
      messages.add(Message.assistant(id));
    }
    return Document.of("copy", messages);
  }

  /** Keys and values; then the same keys in another order, each to be given its value. */
  static Document lookup(Draw draw) {
    int count = draw.between(3, 7);
    List<String> keys =
        draw.words(draw.of("first", "noun", "animal", "city", "product", "company"), count);
    List<String> lines = new ArrayList<>();
    List<String> values = new ArrayList<>();
    int kind = draw.between(0, 3);
    String is = draw.of(": ", " = ", " has ", " -> ");
    for (String key : keys) {
      String value =
          switch (kind) {
            case 0 -> draw.id();
            case 1 -> draw.word("common");
            case 2 -> draw.digits(draw.between(2, 5));
            default -> draw.word("status");
          };
      values.add(value);
      lines.add(key + is + value);
    }
    String table = String.join(draw.of("\n", "; ", ", "), lines);
    List<String> asked = draw.shuffled(keys);
    if (draw.chance(0.5)) { // the key is said again before its value
      List<String> answers = new ArrayList<>();
      asked.forEach(key -> answers.add(key + is + values.get(keys.indexOf(key))));
      String ask = "\nNow " + String.join(", ", asked);
      return Document.of("lookup", table + ask, String.join("\n", answers));
    }
    List<Message> messages = new ArrayList<>();
    messages.add(Message.user(table + "\n" + asked.get(0) + "?"));
    messages.add(Message.assistant(values.get(keys.indexOf(asked.get(0)))));
    for (String key : asked.subList(1, asked.size())) {
      messages.add(Message.user(key + "?"));
      messages.add(Message.assistant(values.get(keys.indexOf(key))));
    }
    return Document.of("lookup", messages);
  }
}
