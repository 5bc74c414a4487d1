package dev.hone.cli.pretraining;

import dev.hone.chat.Message;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Letters read: questions about them, and answers under many random policies. */
final class Letters {
  /** How many policies are met again and again under a name; every other one is met once. */
  static final int NAMED = 150;

  /** How many there are in the last part of the corpus. */
  static final int NAMED_LATER = 300;

  private final List<Policy> named = new ArrayList<>();
  private final List<String> names = new ArrayList<>();

  Letters(long seed) {
    for (int i = 0; i < NAMED_LATER; i++) {
      Draw draw = new Draw(seed * 1_000_003 + i);
      named.add(Policy.draw(draw));
      names.add(draw.word("colour") + " " + draw.word("noun") + " " + i);
    }
  }

  /** What a letter says, question by question. */
  static Document questions(Draw draw) {
    Letter letter = Letter.draw(draw, Letter.Desk.draw(draw));
    List<String> asked = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    for (String question :
        draw.some(
            List.of("topic", "tier", "region", "amount", "over", "outage", "legal", "id"),
            draw.between(3, 6))) {
      if (question.equals("over")) {
        int threshold = draw.of(100, 500, 1000, 1000, 2000, 5000, 10000);
        asked.add("over " + threshold);
        answers.add("over " + threshold + ": " + (letter.amount() >= threshold ? "yes" : "no"));
      } else if (question.equals("id")) {
        String id = letter.id();
        String prefix = id == null ? draw.word("prefix") : id.substring(0, id.indexOf('-'));
        boolean there = id != null || !letter.text().contains(prefix + "-");
        if (there) {
          asked.add(prefix);
          answers.add(prefix + ": " + (id == null ? "none" : id));
        }
      } else {
        asked.add(question);
        answers.add(
            question
                + ": "
                + switch (question) {
                  case "topic" -> letter.topic();
                  case "tier" -> letter.tier() == null ? "none" : letter.tier();
                  case "region" -> letter.region() == null ? "none" : letter.region();
                  case "amount" -> letter.amount() == 0 ? "none" : "" + letter.amount();
                  case "outage" -> letter.outage() ? "yes" : "no";
                  default -> letter.legal() ? "yes" : "no";
                });
      }
    }
    String text = letter.text() + "\n" + String.join(", ", asked) + "?";
    return Document.of("questions", text, String.join("\n", answers));
  }

  /** Whether two things hold at once. */
  static Document conditions(Draw draw) {
    Letter.Desk desk = Letter.Desk.draw(draw);
    Letter letter = Letter.draw(draw, desk);
    List<String> asked = new ArrayList<>();
    List<String> answers = new ArrayList<>();
    for (int i = draw.between(3, 6); i > 0; i--) {
      List<String> names = new ArrayList<>();
      boolean all = true;
      for (String what :
          draw.some(List.of("topic", "tier", "region", "over", "outage", "legal"), 2)) {
        Fact fact = fact(draw, desk, letter, what);
        names.add(fact.name());
        all &= fact.holds();
      }
      String both = String.join(" and ", names);
      asked.add(both);
      answers.add(both + ": " + (all ? "yes" : "no"));
    }
    String text = letter.text() + "\n" + String.join(", ", asked) + "?";
    return Document.of("conditions", text, String.join("\n", answers));
  }

  private record Fact(String name, boolean holds) {}

  private static Fact fact(Draw draw, Letter.Desk desk, Letter letter, String what) {
    boolean wanted = draw.chance(0.7);
    return switch (what) {
      case "topic" -> is(wanted, letter.topic(), draw.from(desk.topics()));
      case "tier" -> is(wanted, letter.tier(), draw.from(desk.tiers()));
      case "region" -> is(wanted, letter.region(), draw.from(desk.regions()));
      case "over" -> {
        int threshold = draw.of(100, 500, 1000, 1000, 2000, 5000, 10000);
        yield new Fact("over " + threshold, letter.amount() >= threshold);
      }
      case "outage" ->
          draw.chance(0.7)
              ? new Fact("outage", letter.outage())
              : new Fact("no outage", !letter.outage());
      default ->
          draw.chance(0.7)
              ? new Fact("legal", letter.legal())
              : new Fact("not legal", !letter.legal());
    };
  }

  private static Fact is(boolean wanted, @Nullable String said, String other) {
    String name = wanted && said != null ? said : other;
    return new Fact(name, name.equals(said));
  }

  /** A policy told in the system prompt, one letter or two. */
  static Document told(Draw draw) {
    Policy policy = draw.chance(0.6) ? Policy.drawSmall(draw) : Policy.draw(draw);
    List<Message> messages = new ArrayList<>();
    messages.add(Message.system(policy.told()));
    for (int turn = draw.between(1, 3); turn > 0; turn--) {
      add(messages, draw, policy);
    }
    return Document.of("told", messages);
  }

  /** A policy that only earlier letters and answers show; the first answers cannot be known. */
  static Document shown(Draw draw) {
    Policy policy = Policy.drawSmall(draw);
    List<Message> messages = new ArrayList<>();
    for (int turn = draw.between(4, 6); turn > 0; turn--) {
      add(messages, draw, policy);
    }
    return new Document("shown", messages, null, 5);
  }

  /**
   * A letter alone, under a policy known by the name of its desk, one of the first {@code desks}.
   */
  Document named(Draw draw, int desks) {
    int which = draw.between(0, desks - 1);
    Policy policy = named.get(which);
    Letter letter = policy.letter(draw);
    return Document.of("named", names.get(which), letter.text(), policy.answer(letter));
  }

  private static void add(List<Message> messages, Draw draw, Policy policy) {
    Letter letter = policy.letter(draw);
    messages.add(Message.user(letter.text()));
    messages.add(Message.assistant(policy.answer(letter)));
  }
}
