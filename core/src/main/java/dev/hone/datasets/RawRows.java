package dev.hone.datasets;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The JSON objects of a file, which is JSON Lines or one JSON array; bytes that are no UTF-8 read
 * as U+FFFD.
 */
final class RawRows implements Closeable {
  /** Longer lines are not read: 64 Mi chars, far beyond any service's row. */
  static final int MAX_LINE_CHARS = 64 << 20;

  private static final ObjectReader ELEMENT =
      Json.mapper().reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
  private static final int BOM = 0xFEFF;

  /** A row before it is understood; exactly one of object and reason is null. */
  record Raw(
      long number, @Nullable String text, @Nullable ObjectNode object, @Nullable String reason) {}

  private final BufferedReader reader;
  private final int maxLineChars;
  private @Nullable JsonParser array;
  private boolean started;
  private boolean ended;
  private long line;

  RawRows(InputStream in) {
    this(in, MAX_LINE_CHARS);
  }

  RawRows(InputStream in, int maxLineChars) {
    this.reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8), 1 << 16);
    this.maxLineChars = maxLineChars;
  }

  /** The next row, or null at the end. */
  @Nullable Raw next() throws IOException {
    if (!started) {
      started = true;
      start();
    }
    if (ended) {
      return null;
    }
    return array != null ? nextElement(array) : nextLine();
  }

  private void start() throws IOException {
    reader.mark(1);
    int first = reader.read();
    if (first != BOM) {
      reader.reset();
    }
    // White space in front of an array; in front of lines it is skipped with them.
    reader.mark(1 << 12);
    int skipped = 0;
    int at = reader.read();
    while (at >= 0 && Character.isWhitespace(at) && skipped++ < (1 << 12) - 2) {
      at = reader.read();
    }
    reader.reset();
    if (at == '[') {
      array = Json.mapper().getFactory().createParser(reader);
      array.nextToken();
    }
  }

  private @Nullable Raw nextElement(JsonParser parser) {
    long number = line + 1;
    try {
      JsonToken token = parser.nextToken();
      number = parser.currentTokenLocation().getLineNr();
      if (token == JsonToken.END_ARRAY) {
        ended = true;
        return null;
      }
      line = number;
      if (token == null) {
        ended = true;
        return new Raw(number, null, null, "the array is cut off");
      }
      JsonNode node = ELEMENT.readTree(parser);
      return node instanceof ObjectNode object
          ? new Raw(number, null, object, null)
          : new Raw(number, null, null, "not a JSON object");
    } catch (JsonEOFException e) {
      ended = true;
      return new Raw(number, null, null, "the array is cut off");
    } catch (JsonProcessingException e) {
      ended = true;
      return new Raw(number, null, null, "the array is no JSON from here on");
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private @Nullable Raw nextLine() throws IOException {
    while (true) {
      StringBuilder text = new StringBuilder();
      boolean tooLong = false;
      int at = reader.read();
      if (at < 0) {
        ended = true;
        return null;
      }
      line++;
      while (at >= 0 && at != '\n') {
        if (text.length() < maxLineChars) {
          text.append((char) at);
        } else {
          tooLong = true;
        }
        at = reader.read();
      }
      if (tooLong) {
        return new Raw(line, null, null, "the line is longer than " + maxLineChars + " characters");
      }
      String row = text.toString();
      if (row.isBlank()) {
        continue;
      }
      if (row.endsWith("\r")) {
        row = row.substring(0, row.length() - 1);
      }
      JsonNode node = Json.read(row);
      if (node instanceof ObjectNode object) {
        return new Raw(line, row, object, null);
      }
      String reason =
          node != null
              ? "not a JSON object"
              : Json.isCut(row) ? "JSON that was cut off" : "not JSON";
      return new Raw(line, row, null, reason);
    }
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
