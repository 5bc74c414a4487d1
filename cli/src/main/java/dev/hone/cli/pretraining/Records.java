package dev.hone.cli.pretraining;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Facts in sentences, asked back as one value or as a JSON object. */
final class Records {
  private Records() {}

  private static Map<String, String> facts(Draw draw) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("name", draw.word("first") + " " + draw.word("last"));
    all.put("city", draw.word("city"));
    all.put("order", draw.id());
    all.put("product", draw.word("product"));
    all.put("amount", "" + draw.amount());
    all.put("day", draw.word("day"));
    all.put("company", draw.word("company"));
    all.put("status", draw.word("status"));
    all.put("month", draw.word("month"));
    Map<String, String> some = new LinkedHashMap<>();
    for (String key : draw.some(List.copyOf(all.keySet()), draw.between(3, 6))) {
      some.put(key, String.valueOf(all.get(key)));
    }
    return some;
  }

  private static String sentence(Draw draw, String key, String value) {
    return switch (key) {
      case "name" -> draw.of("my name is ", "this is ", "signed ", "from ") + value;
      case "city" -> draw.of("I live in ", "delivery to ", "our shop in ", "sent from ") + value;
      case "order" -> draw.of("order ", "reference ", "number ", "case ") + value;
      case "product" -> draw.of("I bought a ", "one ", "it is the ", "about the ") + value;
      case "amount" -> draw.of("it cost ", "price ", "I paid ", "total ") + value;
      case "day" -> draw.of("on ", "since ", "until ", "by ") + value;
      case "company" -> draw.of("for ", "the firm is ", "we are ", "client ") + value;
      case "month" -> draw.of("in ", "due in ", "starts in ", "billed in ") + value;
      default -> draw.of("it is ", "status ", "now ", "marked ") + value;
    };
  }

  private static String told(Draw draw, Map<String, String> facts) {
    List<String> sentences = new ArrayList<>();
    facts.forEach((key, value) -> sentences.add(sentence(draw, key, value)));
    return String.join(draw.of(", ", ". ", "; ", "\n"), sentences);
  }

  /** One field of a record. */
  static Document field(Draw draw) {
    Map<String, String> facts = facts(draw);
    String text = told(draw, facts);
    List<String> asked = draw.some(List.copyOf(facts.keySet()), draw.between(1, 3));
    List<dev.hone.chat.Message> messages = new ArrayList<>();
    String ask = draw.of("%s?", "Give the %s.", "What is the %s?");
    for (String key : asked) {
      String before = messages.isEmpty() ? text + "\n" : "";
      messages.add(dev.hone.chat.Message.user(before + ask.formatted(key)));
      messages.add(dev.hone.chat.Message.assistant(String.valueOf(facts.get(key))));
    }
    return Document.of("field", messages);
  }

  /** Several fields as JSON, in the order asked; null for what the text does not say. */
  static Document json(Draw draw) {
    Map<String, String> facts = facts(draw);
    List<String> asked = draw.some(List.copyOf(facts.keySet()), draw.between(2, 5));
    if (draw.chance(0.3)) {
      String absent = draw.from(List.of("order", "amount", "city", "day"));
      if (!facts.containsKey(absent)) {
        asked.add(draw.between(0, asked.size()), absent);
      }
    }
    StringBuilder json = new StringBuilder("{");
    for (String key : asked) {
      String value = facts.get(key);
      json.append(json.length() > 1 ? "," : "").append('"').append(key).append("\":");
      json.append(value == null ? "null" : "\"" + value + "\"");
    }
    String text = told(draw, facts) + "\nJSON: " + String.join(", ", asked);
    return Document.of("json", text, json.append('}').toString());
  }
}
