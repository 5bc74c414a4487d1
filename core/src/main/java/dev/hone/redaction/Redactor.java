package dev.hone.redaction;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Finds personal data in conversations and does with it what each kind's {@link Mode} says. Linear
 * in the length of the texts. Safe for use by many threads.
 */
public final class Redactor {
  private static final String DATA_URL = "data:";

  private final List<Recognizer> recognizers;
  private final Map<String, Mode> modes;

  /**
   * @param recognizers those to ask, the most telling first
   * @param modes by kind; kinds without one are off
   */
  public Redactor(List<Recognizer> recognizers, Map<String, Mode> modes) {
    this.modes = Map.copyOf(modes);
    this.recognizers =
        recognizers.stream().filter(recognizer -> mode(recognizer.kind()) != Mode.OFF).toList();
  }

  /** Hone's and the class path's recognizers, all in one mode. */
  public static Redactor of(Mode mode) {
    Map<String, Mode> modes = new HashMap<>();
    Recognizers.kinds().forEach(kind -> modes.put(kind, mode));
    return new Redactor(Recognizers.all(), modes);
  }

  private Mode mode(String kind) {
    return modes.getOrDefault(kind, Mode.OFF);
  }

  /**
   * All spans of a text by start, none overlapping: those that did are one, of the longer's kind.
   */
  public List<Span> find(String text) {
    List<Span> all = new ArrayList<>();
    for (Recognizer recognizer : recognizers) {
      all.addAll(recognizer.find(text));
    }
    // Stable: spans of one start and length stay in the order of the recognizers.
    all.sort(
        Comparator.comparingInt(Span::start)
            .thenComparing(Comparator.comparingInt(Span::length).reversed()));
    List<Span> apart = new ArrayList<>(all.size());
    for (Span span : all) {
      Span before = apart.isEmpty() ? null : apart.get(apart.size() - 1);
      if (before == null || before.end() <= span.start()) {
        apart.add(span);
      } else { // nothing of either may stay in the text
        Span longer = span.length() > before.length() ? span : before;
        int end = Math.max(before.end(), span.end());
        apart.set(apart.size() - 1, new Span(longer.kind(), before.start(), end));
      }
    }
    return apart;
  }

  /** Starts on a conversation: what is redacted through one of these shares its pseudonyms. */
  public Conversation conversation() {
    return new Conversation();
  }

  /** One conversation being redacted. Not safe for use by several threads. */
  public final class Conversation {
    private final Pseudonyms pseudonyms = new Pseudonyms();
    private final Map<String, Integer> counts = new TreeMap<>();

    private Conversation() {}

    /** How many spans of each kind were found so far. */
    public Map<String, Integer> counts() {
      return Map.copyOf(counts);
    }

    /** Why the example is to be left out, or null; the same text for the same kind. */
    public @Nullable String dropReason() {
      return counts.keySet().stream()
          .filter(kind -> mode(kind) == Mode.DROP)
          .findFirst()
          .map(kind -> "holds personal data: " + kind)
          .orElse(null);
    }

    /** Keeps placeholders that stand in these messages already from being given again. */
    public Conversation reserve(List<Message> messages) {
      for (Message message : messages) {
        reserve(message.content());
        reserve(message.partsJson());
        reserve(message.refusal());
        reserve(message.reasoning());
        reserve(message.name());
        message.toolCalls().forEach(call -> reserve(call.arguments()));
      }
      return this;
    }

    private void reserve(@Nullable String text) {
      if (text != null) {
        pseudonyms.reserve(text);
      }
    }

    public List<Message> redact(List<Message> messages) {
      return messages.stream().map(this::redact).toList();
    }

    /** The message with all its texts redacted, the arguments of tool calls included. */
    public Message redact(Message message) {
      return mapped(message, this::text);
    }

    /**
     * A message about this conversation with what was masked in it put back, the arguments of tool
     * calls included: what a model that read pseudonyms says to one who did not.
     */
    public Message restore(Message message) {
      return mapped(message, pseudonyms::restored);
    }

    private Message mapped(Message message, UnaryOperator<String> change) {
      return new Message(
          message.role(),
          nullable(message.content(), change),
          message.partsJson() == null ? null : json(message.partsJson(), change),
          nullable(message.name(), change),
          message.toolCalls().stream()
              .map(call -> new ToolCall(call.id(), call.name(), json(call.arguments(), change)))
              .toList(),
          message.toolCallId(),
          nullable(message.refusal(), change),
          nullable(message.reasoning(), change));
    }

    private static @Nullable String nullable(@Nullable String text, UnaryOperator<String> change) {
      return text == null ? null : change.apply(text);
    }

    /** JSON stays JSON; what only looks like it is taken as text. */
    private static String json(String json, UnaryOperator<String> change) {
      JsonNode node = Json.read(json);
      return node == null
          ? change.apply(json)
          : JsonStrings.map(json, text -> text.startsWith(DATA_URL) ? text : change.apply(text));
    }

    /** A text with what is to be masked replaced. */
    public String text(String text) {
      StringBuilder out = null;
      int copied = 0;
      for (Span span : find(text)) {
        counts.merge(span.kind(), 1, Integer::sum);
        if (mode(span.kind()) == Mode.MASK) {
          out = out == null ? new StringBuilder(text.length()) : out;
          out.append(text, copied, span.start())
              .append(pseudonyms.of(span.kind(), normalized(span, text), span.of(text)));
          copied = span.end();
        }
      }
      return out == null ? text : out.append(text, copied, text.length()).toString();
    }

    private String normalized(Span span, String text) {
      String value = span.of(text);
      return recognizers.stream()
          .filter(recognizer -> recognizer.kind().equals(span.kind()))
          .findFirst()
          .map(recognizer -> recognizer.normalized(value))
          .orElse(value);
    }
  }
}
