package dev.hone.verdicts;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Answer;
import dev.hone.chat.ChatRequest;
import dev.hone.json.Json;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A model holds one answer against criteria, each on its own, all in one call. */
public final class CriteriaChecks implements Protocol {
  private static final int MAX_TOKENS = 200;
  private static final int MAX_TOKENS_EACH = 80;

  private final String name;
  private final Criteria criteria;

  private CriteriaChecks(String name, Criteria criteria) {
    this.name = requireNonNull(name, "name");
    this.criteria = requireNonNull(criteria, "criteria");
    if (criteria.isEmpty()) {
      throw new IllegalArgumentException(
          "There is no criterion to judge by. Write one: {\"name\":\"polite\",\"text\":\"The answer"
              + " is polite.\"}.");
    }
  }

  /**
   * By criteria.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static CriteriaChecks of(Criteria criteria) {
    return new CriteriaChecks("criteria", criteria);
  }

  @Override
  public CriteriaChecks named(String newName) {
    return new CriteriaChecks(newName, criteria);
  }

  @Override
  public String name() {
    return name;
  }

  /** Cases have one answer. */
  @Override
  public List<ChatRequest> requests(Case one) {
    return List.of(request(one, criteria));
  }

  /** Verdicts are {@link Verdict.Checked}. */
  @Override
  public Judged read(Case one, List<Answer> answers) {
    return Judged.asked(name, verdict(answers.get(0)), answers.get(0));
  }

  private Verdict verdict(Answer answer) {
    if (answer.error() != null) {
      return new Verdict.Failed(answer.error());
    }
    Verdict.Checked checked = read(answer.text(), criteria);
    return checked == null
        ? new Verdict.Unreadable(answer.text() == null ? "" : answer.text())
        : checked;
  }

  /** What a model is asked. */
  public static ChatRequest request(Case one, Criteria criteria) {
    return JudgePrompt.of(
        """
        You check an assistant's answer to a conversation against criteria, each on its own.
        A criterion that does not apply to this conversation is kept.
        Criteria:
        """
            + Criteria.lines(criteria.list()),
        JudgePrompt.aboutOne(one),
        "{\"checks\": [{\"criterion\": \"name@v1\", \"reason\": \"one short sentence\", \"pass\":"
            + " true or false}]}, with every criterion in it",
        format(criteria),
        MAX_TOKENS + MAX_TOKENS_EACH * criteria.list().size());
  }

  private static String format(Criteria criteria) {
    ObjectNode check =
        Json.object()
            .<ObjectNode>set("criterion", ReplyJson.oneOf(criteria.ids()))
            .<ObjectNode>set("reason", ReplyJson.text())
            .set("pass", ReplyJson.truth());
    ObjectNode checks = Json.object().put("type", "array").set("items", ReplyJson.object(check));
    return ReplyJson.format("checks", Json.object().set("checks", checks));
  }

  /**
   * Reads a reply; null where it is none. It has a verdict on every criterion asked about and on no
   * other.
   */
  public static Verdict.@Nullable Checked read(@Nullable String text, Criteria criteria) {
    JsonNode reply = ReplyJson.read(text);
    if (reply == null || !reply.path("checks").isArray()) {
      return null;
    }
    Map<String, Verdict.Check> checks = new LinkedHashMap<>();
    for (JsonNode check : reply.path("checks")) {
      String id = check.path("criterion").asText();
      Verdict.Check read =
          new Verdict.Check(id, check.path("pass").asBoolean(), check.path("reason").asText(""));
      if (!check.path("pass").isBoolean() || checks.put(id, read) != null) {
        return null;
      }
    }
    if (criteria.isEmpty() || !checks.keySet().equals(new HashSet<>(criteria.ids()))) {
      return null;
    }
    return new Verdict.Checked(criteria.ids().stream().map(checks::get).toList());
  }
}
