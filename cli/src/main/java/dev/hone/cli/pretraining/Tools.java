package dev.hone.cli.pretraining;

import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import java.util.ArrayList;
import java.util.List;

/** Requests that are answered by calling a tool. */
final class Tools {
  private Tools() {}

  static Document call(Draw draw) {
    int offered = draw.between(1, 3);
    List<String> verbs = draw.words("verb", offered);
    List<String> nouns = draw.words("noun", offered);
    List<String> arguments = draw.some(List.of("id", "city", "day"), draw.between(1, 2));
    List<String> tools = new ArrayList<>();
    for (int i = 0; i < offered; i++) {
      StringBuilder properties = new StringBuilder();
      for (String argument : arguments) {
        properties.append(properties.length() > 0 ? ", " : "");
        properties.append("\"").append(argument).append("\": {\"type\": \"string\"}");
      }
      tools.add(
          "{\"type\": \"function\", \"function\": {\"name\": \"%s_%s\", \"parameters\": {\"type\": \"object\", \"properties\": {%s}}}}"
              .formatted(verbs.get(i), nouns.get(i), properties));
    }
    int chosen = draw.between(0, offered - 1);
    StringBuilder text =
        new StringBuilder("Please " + verbs.get(chosen) + " the " + nouns.get(chosen));
    StringBuilder json = new StringBuilder("{");
    for (String argument : arguments) {
      String value =
          switch (argument) {
            case "id" -> draw.id();
            case "city" -> draw.word("city");
            default -> draw.word("day");
          };
      text.append(
          switch (argument) {
            case "id" -> " " + value;
            case "city" -> " in " + value;
            default -> " on " + value;
          });
      json.append(json.length() > 1 ? ", " : "").append('"').append(argument);
      json.append("\": \"").append(value).append('"');
    }
    ToolCall call =
        new ToolCall(
            "call_0", verbs.get(chosen) + "_" + nouns.get(chosen), json.append('}').toString());
    return new Document(
        "tools",
        List.of(Message.user(text.toString()), Message.calling(List.of(call))),
        "[" + String.join(", ", tools) + "]",
        0);
  }
}
