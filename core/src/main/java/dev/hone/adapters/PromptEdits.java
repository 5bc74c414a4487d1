package dev.hone.adapters;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Message;
import dev.hone.examples.PruneRules;
import dev.hone.json.Json;
import dev.hone.redaction.Redaction;
import dev.hone.redaction.Redactor;
import java.util.List;

/**
 * What was done to the prompts that a model learned from, and must be done to those it answers:
 * first personal data was masked, then static text pruned.
 *
 * @param redaction what became of personal data
 * @param pruning what was removed from the texts as masked
 */
public record PromptEdits(Redaction redaction, PruneRules pruning) {
  private static final String REDACTION = "redaction";
  private static final String PRUNE_RULES = "prune_rules";

  public PromptEdits {
    requireNonNull(redaction, "redaction");
    requireNonNull(pruning, "pruning");
  }

  /** Prompts as they came. */
  public static PromptEdits none() {
    return new PromptEdits(Redaction.none(), PruneRules.none());
  }

  /** Static text pruned, nothing else. */
  public static PromptEdits of(PruneRules pruning) {
    return new PromptEdits(Redaction.none(), pruning);
  }

  /** {@code {"redaction":{"card":"mask"},"prune_rules":{"texts":["..."]}}}. */
  public String toJson() {
    ObjectNode json = Json.object();
    json.set(REDACTION, Json.parse(redaction.toJson()));
    json.set(PRUNE_RULES, Json.parse(pruning.toJson()));
    return Json.write(json);
  }

  /**
   * Reads what {@link #toJson} wrote, alone or among other fields; what is missing is nothing.
   *
   * @throws IllegalArgumentException if a field is something else
   */
  public static PromptEdits fromJson(String text) {
    JsonNode json = Json.parse(text);
    return new PromptEdits(
        json.has(REDACTION)
            ? Redaction.fromJson(Json.write(json.path(REDACTION)))
            : Redaction.none(),
        json.has(PRUNE_RULES)
            ? PruneRules.fromJson(Json.write(json.path(PRUNE_RULES)))
            : PruneRules.none());
  }

  /**
   * What does it, again and again. Safe for use by many threads.
   *
   * @throws IllegalArgumentException if a kind was masked that no recognizer here finds
   */
  public Editor editor() {
    Redactor masker = redaction.masker().orElse(null);
    return messages -> {
      if (masker == null) {
        return new Edited(pruning.apply(messages), answer -> answer);
      }
      Redactor.Conversation conversation = masker.conversation().reserve(messages);
      return new Edited(pruning.apply(conversation.redact(messages)), conversation::restore);
    };
  }

  /** Edits one conversation after another. */
  @FunctionalInterface
  public interface Editor {
    /** The conversation as the model reads it. */
    Edited edit(List<Message> messages);
  }

  /** Makes of the model's answer what the one who asked is told. */
  @FunctionalInterface
  public interface Restorer {
    /** The answer with the asker's own values in the place of their pseudonyms. */
    Message restore(Message answer);
  }

  /**
   * A conversation as a model reads it.
   *
   * @param messages masked and pruned
   * @param answers what is done to its answer
   */
  public record Edited(List<Message> messages, Restorer answers) {}
}
