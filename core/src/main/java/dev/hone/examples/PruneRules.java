package dev.hone.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Message;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Literal texts to remove from every message of a prompt: what never changes need not be read again
 * by a model that has learnt it. The rules travel with the adapter trained on pruned prompts and
 * are applied again when it answers.
 *
 * @param texts removed in this order, every occurrence; none is empty
 */
public record PruneRules(List<String> texts) {
  private static final String TEXTS = "texts";

  public PruneRules {
    texts = List.copyOf(texts);
    if (texts.stream().anyMatch(String::isBlank)) {
      throw new IllegalArgumentException("A prune rule is blank; it would remove nothing or all.");
    }
  }

  public static PruneRules none() {
    return new PruneRules(List.of());
  }

  public boolean isEmpty() {
    return texts.isEmpty();
  }

  /**
   * The conversation without the texts. A message that changes is stripped of white space at its
   * ends; one left with nothing to say is left out, except the last, which is what must be
   * answered. Messages without any of the texts stay as they are.
   */
  public List<Message> apply(List<Message> messages) {
    if (texts.isEmpty()) {
      return List.copyOf(messages);
    }
    List<Message> pruned = new ArrayList<>(messages.size());
    for (int i = 0; i < messages.size(); i++) {
      Message before = messages.get(i);
      Message after = apply(before);
      boolean emptied = !after.equals(before) && saysNothing(after);
      if (!emptied || i == messages.size() - 1) {
        pruned.add(after);
      }
    }
    return List.copyOf(pruned);
  }

  private Message apply(Message message) {
    String content = message.content() == null ? null : apply(message.content());
    String parts = message.partsJson() == null ? null : applyToParts(message.partsJson());
    if (Objects.equals(content, message.content()) && Objects.equals(parts, message.partsJson())) {
      return message;
    }
    return new Message(
        message.role(),
        content,
        parts,
        message.name(),
        message.toolCalls(),
        message.toolCallId(),
        message.refusal(),
        message.reasoning());
  }

  private String apply(String content) {
    String rest = content;
    for (String text : texts) {
      rest = rest.replace(text, "");
    }
    return rest.length() == content.length() ? content : rest.strip();
  }

  private String applyToParts(String partsJson) {
    JsonNode parts = Json.read(partsJson);
    boolean changed = false;
    if (parts != null) {
      for (JsonNode part : parts) {
        String text = part.path("text").textValue();
        if (text != null && part instanceof ObjectNode object) {
          String rest = apply(text);
          changed |= !rest.equals(text);
          object.put("text", rest);
        }
      }
    }
    return changed ? Json.write(parts) : partsJson;
  }

  private static boolean saysNothing(Message message) {
    return message.text().isEmpty()
        && message.partsJson() == null
        && message.toolCalls().isEmpty()
        && message.refusal() == null;
  }

  /**
   * Reads rules that OpenPipe exported: a JSON array whose entries are texts or objects with {@code
   * textToMatch}, alone or as {@code pruningRules} of an object. The order is kept; an entry
   * without text removes nothing and is left out.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static PruneRules fromOpenPipe(String json) {
    JsonNode exported = Json.parse(json);
    JsonNode array = exported.isObject() ? exported.path("pruningRules") : exported;
    if (!array.isArray()) {
      throw new IllegalArgumentException(
          "Pruning rules of OpenPipe are a JSON array, or an object with an array 'pruningRules';"
              + " this is neither.");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode rule : array) {
      JsonNode text = rule.isObject() ? rule.path("textToMatch") : rule;
      if (!text.isTextual()) {
        throw new IllegalArgumentException(
            "Pruning rule " + (texts.size() + 1) + " has no text 'textToMatch'.");
      }
      if (!text.textValue().isBlank()) {
        texts.add(text.textValue());
      }
    }
    return new PruneRules(texts);
  }

  /** {@code {"texts":[...]}}. */
  public String toJson() {
    ObjectNode node = Json.object();
    ArrayNode array = node.putArray(TEXTS);
    texts.forEach(array::add);
    return Json.write(node);
  }

  /**
   * Reads what {@link #toJson} wrote; null and empty text are no rules.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static PruneRules fromJson(@Nullable String json) {
    if (json == null || json.isBlank()) {
      return none();
    }
    JsonNode array = Json.parse(json).path(TEXTS);
    if (!array.isArray()) {
      throw new IllegalArgumentException("Prune rules need an array 'texts'; there is none.");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode text : array) {
      if (!text.isTextual()) {
        throw new IllegalArgumentException("A prune rule is not text.");
      }
      texts.add(text.textValue());
    }
    return new PruneRules(texts);
  }
}
