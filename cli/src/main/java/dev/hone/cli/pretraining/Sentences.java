package dev.hone.cli.pretraining;

import dev.hone.chat.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * Single sentences of letters, each with one question about it: reading at its smallest. In whole
 * letters the words that matter are one in fifty, and what to look at is found out far more slowly.
 */
final class Sentences {
  private Sentences() {}

  static Document read(Draw draw) {
    boolean oneQuestion = draw.chance(0.5);
    String what = ask(draw);
    List<Message> messages = new ArrayList<>();
    for (int turn = draw.between(3, 7); turn > 0; turn--) {
      add(messages, draw, oneQuestion ? what : ask(draw));
    }
    return Document.of("sentences", messages);
  }

  private static String ask(Draw draw) {
    return draw.of("topic", "topic", "topic", "tier", "region", "outage", "legal", "over");
  }

  private static void add(List<Message> messages, Draw draw, String what) {
    Phrases sentences = Phrases.SENTENCES;
    String said;
    String asked = what;
    String answer;
    switch (what) {
      case "topic" -> {
        answer = draw.from(Phrases.TOPICS.names());
        said = Phrases.TOPICS.say(draw, answer, "");
      }
      case "tier", "region" -> {
        answer = draw.word(what);
        said = sentences.say(draw, what, answer);
      }
      case "over" -> {
        int threshold = draw.of(100, 500, 1000, 1000, 2000, 5000, 10000);
        int amount = draw.amount();
        asked = "over " + threshold;
        answer = amount >= threshold ? "yes" : "no";
        said = sentences.say(draw, "amount", "" + amount);
      }
      default -> {
        boolean yes = draw.chance(0.5);
        answer = yes ? "yes" : "no";
        String other = what.equals("outage") ? "legal" : "outage";
        said = sentences.say(draw, yes ? what : draw.of("calm", "calm", "filler", other), "");
      }
    }
    if (draw.chance(0.5)) {
      said = Character.toUpperCase(said.charAt(0)) + said.substring(1) + ".";
    }
    if (draw.chance(0.3)) {
      String more = sentences.say(draw, draw.of("filler", "calm", "hello"), "");
      if (!what.equals("outage")) {
        said = draw.chance(0.5) ? said + " " + more + "." : more + ". " + said;
      }
    }
    messages.add(Message.user(said + "\n" + asked + "?"));
    messages.add(Message.assistant(asked + ": " + answer));
  }
}
