package dev.hone.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.Message;
import dev.hone.engine.weights.BadModelException;
import dev.hone.engine.weights.ModelFolder;
import dev.hone.json.Json;
import dev.hone.templates.ChatTemplate;
import dev.hone.templates.Rendered;
import dev.hone.templates.TemplateException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Conversations to tokens, as a model's chat template writes them. Safe for use by many threads;
 * the tokenizer stays the caller's.
 */
public final class ChatEncoder {
  private static final String TEMPLATE_FILE = "chat_template.jinja";
  private static final String TOKENIZER_CONFIG = "tokenizer_config.json";

  private final Tokenizer tokenizer;
  private final ChatTemplate template;
  private final String source;
  private final SpecialTokens special;
  private final Set<Integer> stopIds;

  private ChatEncoder(
      Tokenizer tokenizer, ChatTemplate template, String source, SpecialTokens special) {
    this.tokenizer = tokenizer;
    this.template = template;
    this.source = source;
    this.special = special;
    this.stopIds = new LinkedHashSet<>(special.endIds());
    Integer endOfTurn = endOfTurn();
    if (endOfTurn != null) {
      stopIds.add(endOfTurn);
    }
    if (stopIds.isEmpty()) {
      throw new BadModelException(
          "Cannot use this chat template: neither it nor config.json, generation_config.json or"
              + " tokenizer_config.json names a token that ends an answer.");
    }
  }

  /**
   * The encoder of a model folder: {@code chat_template.jinja}, else the template in
   * tokenizer_config.json.
   */
  public static ChatEncoder open(ModelFolder folder, Tokenizer tokenizer) {
    String source = source(folder);
    try {
      return new ChatEncoder(
          tokenizer, ChatTemplate.compile(source), source, SpecialTokens.of(folder, tokenizer));
    } catch (TemplateException e) {
      throw new BadModelException(
          "Cannot use the chat template of " + folder.path() + ": " + e.getMessage(), e);
    }
  }

  private static String source(ModelFolder folder) {
    if (folder.has(TEMPLATE_FILE)) {
      return folder.text(TEMPLATE_FILE);
    }
    JsonNode named =
        folder.has(TOKENIZER_CONFIG) ? folder.json(TOKENIZER_CONFIG).path("chat_template") : null;
    if (named != null && named.isTextual()) {
      return named.textValue();
    }
    if (named != null) {
      for (JsonNode template : named) {
        if (template.path("name").asText().equals("default")) {
          return template.path("template").asText();
        }
      }
    }
    throw new BadModelException(
        "Cannot chat with "
            + folder.path()
            + ": it has neither "
            + TEMPLATE_FILE
            + " nor a chat_template in "
            + TOKENIZER_CONFIG
            + ". Base models without one cannot be tuned on conversations.");
  }

  /** Ids that end an answer: those of the configs and the template's own end of turn. */
  public Set<Integer> stopIds() {
    return java.util.Collections.unmodifiableSet(stopIds);
  }

  /** Whether the template writes tools into the prompt. */
  public boolean takesTools() {
    return source.contains("tools");
  }

  /** Hash of the template's text. */
  public String templateSha256() {
    return Json.sha256(source);
  }

  /**
   * The prompt's tokens, ready to be continued by the answer.
   *
   * @throws IllegalArgumentException if the conversation holds more than text
   * @throws TemplateException if the template refuses the conversation
   */
  public int[] prompt(List<Message> messages, @Nullable String toolsJson) {
    return tokenizer.encode(render(messages, toolsJson, true).text());
  }

  /**
   * A prompt with its answer, which ends with the token that ends a turn. The prompt's tokens are
   * those of {@link #prompt}, so that what is learned is what will be asked.
   *
   * @throws IllegalArgumentException if the answer is empty, contains a token that ends answers, or
   *     cannot be told from the prompt in the template's text
   * @throws TemplateException if the template refuses the conversation
   */
  public Encoded example(List<Message> messages, @Nullable String toolsJson, Message answer) {
    if (answer.text().isBlank() && answer.toolCalls().isEmpty() && answer.refusal() == null) {
      throw new IllegalArgumentException("The answer is empty.");
    }
    List<Message> whole = new ArrayList<>(messages);
    whole.add(answer);
    String prompt = render(messages, toolsJson, true).text();
    Rendered rendered = render(whole, toolsJson, false);
    String tail = tail(prompt, rendered);
    int[] promptIds = tokenizer.encode(prompt);
    int[] answerIds = upToEndOfTurn(tokenizer.encode(tail));
    int[] ids = Arrays.copyOf(promptIds, promptIds.length + answerIds.length);
    System.arraycopy(answerIds, 0, ids, promptIds.length, answerIds.length);
    return new Encoded(ids, promptIds.length);
  }

  /**
   * What a conversation's text holds after its prompt. Templates that mark what the assistant said
   * are taken at their word; of others the prompt's text must be a prefix.
   */
  private static String tail(String prompt, Rendered whole) {
    String text = whole.text();
    if (text.startsWith(prompt)) {
      return text.substring(prompt.length());
    }
    if (!whole.generated().isEmpty()) {
      return text.substring(whole.generated().get(whole.generated().size() - 1).start());
    }
    throw new IllegalArgumentException(
        "The template writes this prompt otherwise once it is answered, and marks no generation"
            + " block, so the answer's tokens cannot be told.");
  }

  private int[] upToEndOfTurn(int[] ids) {
    for (int i = 0; i < ids.length; i++) {
      if (stopIds.contains(ids[i])) {
        if (i == 0) {
          throw new IllegalArgumentException("The answer is empty.");
        }
        // What follows the end of the turn is white space; anything else was in the answer.
        if (!tokenizer.decode(Arrays.copyOfRange(ids, i + 1, ids.length)).isBlank()) {
          throw new IllegalArgumentException(
              "The answer's text contains '"
                  + tokenizer.decode(new int[] {ids[i]})
                  + "', which ends an answer.");
        }
        return Arrays.copyOf(ids, i + 1);
      }
    }
    int[] ended = Arrays.copyOf(ids, ids.length + 1);
    ended[ids.length] = stopIds.iterator().next();
    return ended;
  }

  private Rendered render(
      List<Message> messages, @Nullable String toolsJson, boolean addGenerationPrompt) {
    Map<String, @Nullable Object> variables = new LinkedHashMap<>(special.byName());
    variables.put("messages", TemplateValues.messages(messages));
    variables.put("tools", TemplateValues.tools(toolsJson));
    variables.put("documents", null);
    variables.put("add_generation_prompt", addGenerationPrompt);
    return template.renderMarked(variables);
  }

  /** The special token that the template writes after an answer; null where it writes none. */
  private @Nullable Integer endOfTurn() {
    List<Message> question = List.of(Message.user("a"));
    List<Message> answered = List.of(Message.user("a"), Message.assistant("b"));
    String tail;
    try {
      tail = tail(render(question, null, true).text(), render(answered, null, false));
    } catch (TemplateException | IllegalArgumentException e) {
      // A template that wants more than a question and an answer: the configs must do.
      return null;
    }
    int content = tail.indexOf('b');
    int[] ids = tokenizer.encode(content < 0 ? tail : tail.substring(content + 1));
    if (ids.length == 0 || !tokenizer.decodePlain(new int[] {ids[0]}).isEmpty()) {
      return null;
    }
    return ids[0];
  }

  /**
   * Tokens of a prompt and its answer.
   *
   * @param ids all of them
   * @param promptLength how many are the prompt's
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Encoded(int[] ids, int promptLength) {
    /** The ids where the answer is, -100 elsewhere: what a trainer takes as labels. */
    public int[] labels() {
      int[] labels = ids.clone();
      Arrays.fill(labels, 0, promptLength, -100);
      return labels;
    }
  }
}
