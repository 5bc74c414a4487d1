package dev.hone.verdicts;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Answer;
import dev.hone.chat.ChatRequest;
import dev.hone.json.Json;
import java.util.List;

/**
 * A model says whether one answer passes, by a prompt of the user's own. The prompt may name the
 * texts as {@code {{conversation}}}, {@code {{answer}}}, {@code {{reference}}}, {@code {{tools}}};
 * the model is given all that a case has.
 */
public final class PromptCheck implements Protocol {
  /** Passes what says the same as the reference; how it says it does not count. */
  public static final String AGREES_WITH_REFERENCE =
      """
      You check whether an answer is correct. {{reference}} is correct and complete.
      {{answer}} passes if it says the same in substance: the same facts, decisions, values and calls of tools. \
      It may say them in other words, another order, or at another length. It fails if it contradicts the \
      reference, lacks something of it that matters, or adds something that would change what is done.
      """;

  static final String NO_REFERENCE = "no reference to judge by";

  private static final int MAX_TOKENS = 400;
  private static final String FORMAT =
      ReplyJson.format(
          "verdict",
          Json.object().<ObjectNode>set("reason", ReplyJson.text()).set("pass", ReplyJson.truth()));

  private final String name;
  private final String task;
  private final boolean needsReference;

  private PromptCheck(String name, String task) {
    this.name = requireNonNull(name, "name");
    this.task = task;
    this.needsReference = task.contains(PromptText.named(JudgePrompt.REFERENCE));
  }

  /**
   * By a prompt.
   *
   * @param name how verdicts name it, with a version: {@code tone@v2}
   * @throws IllegalArgumentException if the prompt is blank or names a text that there is not
   */
  public static PromptCheck of(String name, String prompt) {
    return new PromptCheck(name, PromptText.of(prompt));
  }

  /** Passes what agrees with the reference. */
  public static PromptCheck reference() {
    return of("reference@v1", AGREES_WITH_REFERENCE);
  }

  @Override
  public PromptCheck named(String newName) {
    return new PromptCheck(newName, task);
  }

  @Override
  public String name() {
    return name;
  }

  /** Cases have one answer; without the reference that the prompt names nothing is asked. */
  @Override
  public List<ChatRequest> requests(Case one) {
    return hasAll(one) ? List.of(request(one)) : List.of();
  }

  @Override
  public Judged read(Case one, List<Answer> answers) {
    return answers.isEmpty()
        ? Judged.free(name, new Verdict.Failed(NO_REFERENCE))
        : Judged.asked(name, verdict(answers.get(0)), answers.get(0));
  }

  private boolean hasAll(Case one) {
    return !needsReference || one.reference() != null;
  }

  private ChatRequest request(Case one) {
    return JudgePrompt.of(
        task,
        JudgePrompt.aboutOne(one),
        "{\"reason\": \"one short sentence\", \"pass\": true or false}",
        FORMAT,
        MAX_TOKENS);
  }

  private static Verdict verdict(Answer answer) {
    if (answer.error() != null) {
      return new Verdict.Failed(answer.error());
    }
    JsonNode reply = ReplyJson.read(answer.text());
    if (reply == null || !reply.path("pass").isBoolean()) {
      return new Verdict.Unreadable(answer.text() == null ? "" : answer.text());
    }
    boolean passed = reply.path("pass").booleanValue();
    return new Verdict.Scored(passed ? 1 : 0, passed, reply.path("reason").asText(""));
  }
}
