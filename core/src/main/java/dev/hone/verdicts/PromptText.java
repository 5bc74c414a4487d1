package dev.hone.verdicts;

import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The instructions that a user wrote for a judge. Where they say {@code {{answer}}} and the like,
 * the name of the fenced text stands in the prompt, never the text itself: what is judged cannot
 * get among the instructions. MLflow's names for the texts mean the same.
 */
final class PromptText {
  private static final Pattern PLACE = Pattern.compile("\\{\\{\\s*([A-Za-z_]+)\\s*}}");
  private static final Map<String, String> NAMES =
      Map.of(
          "conversation", JudgePrompt.CONVERSATION,
          "inputs", JudgePrompt.CONVERSATION,
          "answer", JudgePrompt.ANSWER,
          "outputs", JudgePrompt.ANSWER,
          "reference", JudgePrompt.REFERENCE,
          "expectations", JudgePrompt.REFERENCE,
          "tools", JudgePrompt.TOOLS,
          "response_format", JudgePrompt.RESPONSE_FORMAT);

  private PromptText() {}

  /** How a prompt speaks of a text. */
  static String named(String text) {
    return "the text " + text;
  }

  /**
   * With the texts' names in place.
   *
   * @throws IllegalArgumentException if it is blank or names a text that there is not
   */
  static String of(String instructions) {
    if (instructions.isBlank()) {
      throw new IllegalArgumentException(
          "The judge's prompt is blank. Write what it should judge by.");
    }
    Matcher places = PLACE.matcher(instructions);
    StringBuilder out = new StringBuilder();
    while (places.find()) {
      String name = NAMES.get(places.group(1));
      if (name == null) {
        throw new IllegalArgumentException(
            "The judge's prompt names {{"
                + places.group(1)
                + "}}. There are "
                + new TreeSet<>(NAMES.keySet())
                + ".");
      }
      places.appendReplacement(out, named(name));
    }
    return places.appendTail(out).toString();
  }
}
