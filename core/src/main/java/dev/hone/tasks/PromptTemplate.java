package dev.hone.tasks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Message;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The text that all prompts of one task share, and where their slots are.
 *
 * @param spans the static texts in their order, with marks of roles and ends of messages; before,
 *     between and after them are slots
 */
public record PromptTemplate(List<String> spans) {
  private static final String SPANS = "spans";
  private static final int ID_DIGITS = 16;

  public PromptTemplate {
    spans = List.copyOf(spans);
    if (spans.isEmpty() || spans.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException(
          "A prompt template needs static texts, none of them blank.");
    }
  }

  /**
   * Names the task: a hash of the static words, whatever the white space between them and the
   * numbers among them, so that the same template has the same id in every log.
   */
  public String id() {
    String words =
        spans.stream()
            .map(
                span -> {
                  PromptWords of = PromptWords.of(span);
                  StringBuilder text = new StringBuilder();
                  for (int i = 0; i < of.count(); i++) {
                    text.append(of.canonical(i)).append(' ');
                  }
                  return text.toString().strip();
                })
            .collect(Collectors.joining(" * "));
    return "task-" + Json.sha256("template", words).substring(0, ID_DIGITS);
  }

  /** The template to read: roles in brackets, {@code <*>} for a slot. */
  public String text() {
    return String.join(" <*> ", spans)
        .replace("\uE000", "[")
        .replace("\uE001", "]")
        .replace(PromptWords.CLOSE, "")
        .strip();
  }

  /**
   * What a prompt put into the slots, in order, without white space at the ends; empty where the
   * prompt is not of this template. A slot that holds nothing is left out.
   */
  public List<String> slots(List<Message> messages) {
    PromptWords prompt = PromptWords.of(messages);
    List<String> slots = new ArrayList<>();
    int from = 0;
    for (String span : spans) {
      PromptWords words = PromptWords.of(span);
      int at = find(prompt, words, from);
      if (at < 0) {
        return List.of();
      }
      addSlot(prompt, from, at - 1, slots);
      from = at + words.count();
    }
    addSlot(prompt, from, prompt.count() - 1, slots);
    return List.copyOf(slots);
  }

  private static void addSlot(PromptWords prompt, int first, int last, List<String> slots) {
    if (first <= last) {
      String text =
          prompt
              .text(first, last)
              .replaceAll("\uE000[^\uE001]*\uE001", "")
              .replace(PromptWords.CLOSE, "")
              .strip();
      if (!text.isEmpty()) {
        slots.add(text);
      }
    }
  }

  private static int find(PromptWords prompt, PromptWords span, int from) {
    for (int at = from; at + span.count() <= prompt.count(); at++) {
      int i = 0;
      while (i < span.count() && prompt.hash(at + i) == span.hash(i)) {
        i++;
      }
      if (i == span.count()) {
        return at;
      }
    }
    return -1;
  }

  /** Hashes of the runs of words in the static texts, sorted, each once. */
  long[] runs() {
    return spans.stream()
        .flatMapToLong(span -> Arrays.stream(PromptWords.of(span).runs()))
        .sorted()
        .distinct()
        .toArray();
  }

  /** {@code {"spans":[...]}}. */
  public String toJson() {
    ObjectNode node = Json.object();
    ArrayNode array = node.putArray(SPANS);
    spans.forEach(array::add);
    return Json.write(node);
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static PromptTemplate fromJson(String json) {
    List<String> spans = new ArrayList<>();
    for (JsonNode span : Json.parse(json).path(SPANS)) {
      spans.add(span.asText());
    }
    return new PromptTemplate(spans);
  }
}
