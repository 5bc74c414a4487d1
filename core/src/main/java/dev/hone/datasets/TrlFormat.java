package dev.hone.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Message;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Hugging Face TRL's conversational rows. Supervised rows are {@code messages}, or {@code prompt}
 * and {@code completion}, of which TRL learns the completion alone; preference rows are {@code
 * prompt}, {@code chosen}, {@code rejected}; judged rows {@code prompt}, {@code completion}, {@code
 * label}. Arguments of calls are objects, as chat templates want them; tools are JSON text, because
 * schemas that differ by row make no Arrow column. Plain text in place of messages is read.
 */
public final class TrlFormat implements TrainingFormat {
  private static final String PROMPT = "prompt";
  private static final String COMPLETION = "completion";
  private static final String CHOSEN = "chosen";
  private static final String REJECTED = "rejected";
  private static final String LABEL = "label";
  private static final Set<String> KNOWN =
      Set.of(
          Conversations.MESSAGES, Conversations.TOOLS, PROMPT, COMPLETION, CHOSEN, REJECTED, LABEL);

  private final boolean promptCompletion;

  private TrlFormat(boolean promptCompletion) {
    this.promptCompletion = promptCompletion;
  }

  /** Supervised rows as one list of messages. */
  public static TrlFormat messages() {
    return new TrlFormat(false);
  }

  /** Supervised rows as a prompt and its completion. */
  public static TrlFormat promptCompletion() {
    return new TrlFormat(true);
  }

  @Override
  public String name() {
    return promptCompletion ? "trl-prompt-completion" : "trl";
  }

  @Override
  public boolean claims(ObjectNode row) {
    if (row.has(PROMPT) && row.has(COMPLETION)) {
      return promptCompletion != row.has(LABEL);
    }
    if (promptCompletion) {
      return false;
    }
    return isStepwise(row)
        || (row.has(CHOSEN)
            && row.has(REJECTED)
            && !row.has(Conversations.MESSAGES)
            && !row.has("conversations")
            && !row.has("instruction"))
        || (row.has(Conversations.MESSAGES)
            && (row.path(Conversations.TOOLS).isTextual() || hasArgumentObjects(row)));
  }

  private static boolean isStepwise(ObjectNode row) {
    return row.has("completions") && row.has("labels");
  }

  private static boolean hasArgumentObjects(ObjectNode row) {
    for (JsonNode message : row.path(Conversations.MESSAGES)) {
      for (JsonNode call : message.path("tool_calls")) {
        if (call.path("function").path("arguments").isObject()) {
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public TrainingRow read(ObjectNode row) {
    if (isStepwise(row)) {
      throw new IllegalArgumentException(
          "the row judges steps of an answer; Hone learns whole answers");
    }
    String tools = Conversations.tools(row);
    String rest = Conversations.rest(row, KNOWN);
    if (row.has(CHOSEN) && row.has(REJECTED)) {
      return readPreference(row, tools).withParams(rest);
    }
    if (row.has(COMPLETION)) {
      List<Turn> turns = new ArrayList<>(prompt(row.path(PROMPT)));
      turns.addAll(said(row.path(COMPLETION), "'completion'"));
      JsonNode label = row.path(LABEL);
      if (!Conversations.absent(label) && !label.isBoolean()) {
        throw new IllegalArgumentException("'label' is neither true nor false");
      }
      return TrainingRow.of(turns, tools)
          .withGood(Conversations.absent(label) ? null : label.booleanValue())
          .withParams(rest);
    }
    if (row.has("text") && !row.has(Conversations.MESSAGES)) {
      throw new IllegalArgumentException("the row is plain text, no conversation");
    }
    return TrainingRow.of(Conversations.turns(row.path(Conversations.MESSAGES)), tools)
        .withParams(rest);
  }

  private static TrainingRow readPreference(
      ObjectNode row, @org.jspecify.annotations.Nullable String tools) {
    List<Turn> chosen = new ArrayList<>(prompt(row.path(PROMPT)));
    List<Turn> rejected = new ArrayList<>(chosen);
    chosen.addAll(said(row.path(CHOSEN), "'chosen'"));
    rejected.addAll(said(row.path(REJECTED), "'rejected'"));
    int last = chosen.size() - 1;
    boolean samePrompt =
        rejected.size() == chosen.size()
            && Turn.messages(chosen.subList(0, last))
                .equals(Turn.messages(rejected.subList(0, last)));
    if (!samePrompt) {
      throw new IllegalArgumentException(
          "'chosen' and 'rejected' differ in more than their last message");
    }
    List<Turn> turns =
        Stream.concat(
                chosen.subList(0, last).stream().map(turn -> Turn.read(turn.message())),
                Stream.of(chosen.get(last)))
            .toList();
    return TrainingRow.of(turns, tools).withRejected(rejected.get(last).message());
  }

  private static List<Turn> prompt(JsonNode node) {
    if (Conversations.absent(node) || (node.isArray() && node.isEmpty())) {
      return List.of(); // the prompt may stand in front of both answers
    }
    return node.isTextual()
        ? List.of(Turn.read(Message.user(node.textValue())))
        : Conversations.prompt(node);
  }

  private static List<Turn> said(JsonNode node, String name) {
    if (node.isTextual()) {
      return List.of(Turn.of(Message.assistant(node.textValue())));
    }
    if (!node.isArray()) {
      throw new IllegalArgumentException(name + " is neither text nor messages");
    }
    return Conversations.turns(node);
  }

  @Override
  public List<String> problems(TrainingRow row) {
    List<String> problems = new ArrayList<>();
    int place = 1;
    for (Turn turn : row.turns()) {
      check(turn.message(), "message " + place++, problems);
    }
    if (row.rejected() != null) {
      check(row.rejected(), "'rejected'", problems);
    }
    if (!row.turns().get(row.turns().size() - 1).learned()) {
      problems.add("the answer is not to be learned, which this format cannot say");
    }
    return problems;
  }

  private static void check(Message message, String where, List<String> problems) {
    Conversations.checkArguments(message, where, problems);
    if (message.refusal() != null && message.content() == null && message.toolCalls().isEmpty()) {
      problems.add(where + " is a refusal, which this format has no place for");
    }
  }

  @Override
  public List<String> leavesOut(TrainingRow row) {
    List<String> left = new ArrayList<>(Leftovers.params(row, Set.of()));
    Leftovers.refusals(row, left);
    if (!row.metadata().isEmpty()) {
      left.add("metadata");
    }
    boolean asMessages = row.kind() == RowKind.SUPERVISED && !promptCompletion;
    if (asMessages && !row.allAnswersAreLearned()) {
      left.add("that earlier answers are not learned");
    } else if (!asMessages && !row.onlyAnswerIsLearned()) {
      left.add("that earlier answers are learned too");
    }
    if (row.rejected() != null && row.good() != null) {
      left.add("judgement");
    }
    return left;
  }

  @Override
  public ObjectNode write(TrainingRow row) {
    List<ObjectNode> messages = row.turns().stream().map(turn -> message(turn.message())).toList();
    ArrayNode prompt = Conversations.array(messages.subList(0, messages.size() - 1));
    ArrayNode answer = Json.array().add(messages.get(messages.size() - 1));
    ObjectNode json = Json.object();
    if (row.rejected() != null) {
      json.set(PROMPT, prompt);
      json.set(CHOSEN, answer);
      json.putArray(REJECTED).add(message(row.rejected()));
    } else if (row.good() != null) {
      json.set(PROMPT, prompt);
      json.set(COMPLETION, answer);
      json.put(LABEL, row.good());
    } else if (promptCompletion) {
      json.set(PROMPT, prompt);
      json.set(COMPLETION, answer);
    } else {
      json.set(Conversations.MESSAGES, Conversations.array(messages));
    }
    if (row.toolsJson() != null) {
      json.put(Conversations.TOOLS, row.toolsJson());
    }
    return json;
  }

  private static ObjectNode message(Message message) {
    ObjectNode json = Conversations.withArgumentObjects(Conversations.json(message));
    json.remove("refusal");
    return json;
  }
}
