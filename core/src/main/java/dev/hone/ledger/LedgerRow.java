package dev.hone.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.ChatJson;
import dev.hone.chat.Completion;
import dev.hone.chat.Message;
import dev.hone.chat.ModelException;
import dev.hone.chat.Usage;
import dev.hone.json.Json;
import org.jspecify.annotations.Nullable;

/**
 * One line of the ledger: what was bought, what failed, what was asked and lost, or how often an
 * answer was used again. A line holds the answer but not the request, which the key stands for.
 *
 * @param kind which of these it is
 * @param key the call's {@link LedgerKey}; empty for hits
 * @param id tells this line from all others
 * @param provider who was asked
 * @param model which model
 * @param sample the sample of the request
 * @param stage what the answer was for, in the words of who asked
 * @param completion the answer, of a bought one
 * @param errorKind why there is none, of a failed one, as {@link ModelException.Kind#word} says it
 * @param error the same in a sentence
 * @param bought how many answers were given for money for this one
 * @param costUsd what they cost, or null where the price is unknown
 * @param hits how often answers were used again, of hits
 * @param epochMillis when
 */
public record LedgerRow(
    Kind kind,
    String key,
    String id,
    String provider,
    String model,
    int sample,
    String stage,
    @Nullable Completion completion,
    @Nullable String errorKind,
    @Nullable String error,
    int bought,
    @Nullable Double costUsd,
    long hits,
    long epochMillis) {

  /** What a line tells. Its letter stands first in the line. */
  public enum Kind {
    ASKED('a'),
    BOUGHT('b'),
    FAILED('f'),
    /** Asked by a process that died before it could say more. */
    LOST('l'),
    /** All that came of a batch is written down; the lines stand in the same file. */
    BATCH('c'),
    HITS('h');

    private final char letter;

    Kind(char letter) {
      this.letter = letter;
    }

    static Kind of(char letter) {
      for (Kind kind : values()) {
        if (kind.letter == letter) {
          return kind;
        }
      }
      throw new IllegalArgumentException("No kind of a ledger's line: '" + letter + "'.");
    }
  }

  // A line begins {"t":"b","k":"<key>"; these are the places of the two.
  private static final int LETTER_AT = 6;

  private static final int KEY_AT = 14;

  /** Whether a line of that kind is found by its key: what it tells of is there. */
  static boolean isFound(@Nullable Kind kind) {
    return kind == Kind.BOUGHT || kind == Kind.BATCH;
  }

  /** What a line's first bytes tell without parsing the rest; null where it is no line. */
  static @Nullable Kind kindAt(byte[] bytes, int from, int to) {
    return to - from > KEY_AT && bytes[from] == '{' && bytes[from + 2] == 't'
        ? Kind.of((char) bytes[from + LETTER_AT])
        : null;
  }

  static String keyAt(byte[] bytes, int from) {
    return new String(
        bytes, from + KEY_AT, LedgerKey.LENGTH, java.nio.charset.StandardCharsets.US_ASCII);
  }

  /** What the answer's tokens were, or none. */
  public Usage usage() {
    return completion == null ? Usage.of(0, 0) : completion.usage();
  }

  /** The line, without its end. */
  public String toLine() {
    ObjectNode line =
        Json.object()
            .put("t", String.valueOf(kind.letter))
            .put("k", key)
            .put("id", id)
            .put("provider", provider)
            .put("model", model)
            .put("sample", sample)
            .put("stage", stage)
            .put("at", epochMillis);
    if (completion != null) {
      Message message = completion.message();
      ObjectNode said = ChatJson.toJson(message);
      if (message.reasoning() != null) {
        said.put("reasoning_content", message.reasoning());
      }
      line.set("message", said);
      line.put("finish", completion.finishReason());
      Usage usage = completion.usage();
      line.putArray("usage")
          .add(usage.input())
          .add(usage.output())
          .add(usage.cached())
          .add(usage.cacheWrite())
          .add(usage.reasoning());
      if (completion.logprobsJson() != null) {
        line.put("logprobs", completion.logprobsJson());
      }
    }
    if (errorKind != null) {
      line.put("error_kind", errorKind).put("error", error);
    }
    if (bought > 0) {
      line.put("bought", bought);
    }
    if (costUsd != null) {
      line.put("usd", costUsd);
    }
    if (hits > 0) {
      line.put("hits", hits);
    }
    return Json.write(line);
  }

  /**
   * Reads a line.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static LedgerRow parse(String text) {
    JsonNode line = Json.parse(text);
    if (line.path("t").asText().length() != 1) {
      throw new IllegalArgumentException("Not a line of a ledger.");
    }
    Completion completion = null;
    if (line.has("message")) {
      JsonNode usage = line.path("usage");
      completion =
          new Completion(
              ChatJson.message(line.path("message")),
              line.path("finish").asText(),
              new Usage(
                  usage.path(0).asLong(),
                  usage.path(1).asLong(),
                  usage.path(2).asLong(),
                  usage.path(3).asLong(),
                  usage.path(4).asLong()),
              line.path("logprobs").asText(null),
              line.path("bought").asInt(1));
    }
    return new LedgerRow(
        Kind.of(line.path("t").asText().charAt(0)),
        line.path("k").asText(),
        line.path("id").asText(),
        line.path("provider").asText(),
        line.path("model").asText(),
        line.path("sample").asInt(),
        line.path("stage").asText(),
        completion,
        line.path("error_kind").asText(null),
        line.path("error").asText(null),
        line.path("bought").asInt(),
        line.hasNonNull("usd") ? line.path("usd").asDouble() : null,
        line.path("hits").asLong(),
        line.path("at").asLong());
  }

  /** The same call, asked by a process that died since. */
  public LedgerRow lost() {
    return new LedgerRow(
        Kind.LOST,
        key,
        id,
        provider,
        model,
        sample,
        stage,
        null,
        null,
        null,
        0,
        null,
        0,
        epochMillis);
  }
}
