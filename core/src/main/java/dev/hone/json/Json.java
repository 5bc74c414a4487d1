package dev.hone.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * JSON in and out, and the hashes built on it. Hashes are for ever: they key paid calls, ids and
 * splits, so neither the canonical form nor {@link #HASH_VERSION} may change.
 */
public final class Json {
  /** Stands in front of everything that is hashed. */
  public static final String HASH_VERSION = "hone:1";

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();

  private Json() {}

  /** The mapper that all of Hone shares; never reconfigure it. */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  public static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  public static ArrayNode array() {
    return JsonNodeFactory.instance.arrayNode();
  }

  /**
   * Reads one JSON value.
   *
   * @throws IllegalArgumentException if the text is not JSON; its message quotes none of the text
   */
  public static JsonNode parse(String text) {
    JsonNode node = read(text);
    if (node == null) {
      throw new IllegalArgumentException(
          isCut(text) ? "The text is JSON that was cut off." : "The text is not JSON.");
    }
    return node;
  }

  /** Reads one JSON value, or null where the text is not exactly one. */
  public static @Nullable JsonNode read(@Nullable String text) {
    if (text == null) {
      return null;
    }
    try {
      JsonNode node = MAPPER.readTree(text);
      return node.isMissingNode() ? null : node;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  /** Whether the text begins as JSON and ends too early, as oversize bodies in logs do. */
  public static boolean isCut(String text) {
    try {
      MAPPER.readTree(text);
      return false;
    } catch (JsonEOFException e) {
      return true;
    } catch (JsonProcessingException e) {
      // A cut inside a word (nul, tru) or an escape is reported at the very end, as a wrong token.
      boolean structure =
          text.stripLeading().startsWith("{") || text.stripLeading().startsWith("[");
      JsonLocation at = e.getLocation();
      return structure && at != null && at.getCharOffset() >= text.length() - 1;
    }
  }

  /**
   * Why a text that {@link #read} gives null for cannot be read, in words that follow "it is": cut
   * off, no JSON at all, or beyond what is read of text that anybody may have sent.
   */
  public static String whyUnreadable(String text) {
    try {
      MAPPER.readTree(text);
    } catch (StreamConstraintsException e) {
      return "JSON nested too deeply, or with a text or number too long";
    } catch (JsonProcessingException e) {
      // one of the other two, then
    }
    return isCut(text) ? "cut JSON" : "not JSON";
  }

  /** Compact JSON text, keys in the order they were put. */
  public static String write(JsonNode node) {
    try {
      return MAPPER.writeValueAsString(node);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("Cannot write this value as JSON.", e);
    }
  }

  /**
   * The canonical text of RFC 8785: no white space, keys in UTF-16 order, numbers as ECMAScript
   * prints doubles. One departure: a lone surrogate is escaped, where the RFC stops with an error,
   * so that no logged text fails its row.
   *
   * @throws IllegalArgumentException for a number beyond a double's range
   */
  public static String canonical(JsonNode node) {
    StringBuilder out = new StringBuilder();
    CanonicalJson.write(node, out);
    return out.toString();
  }

  /**
   * SHA-256 in lower-case hex over the canonical JSON array of {@link #HASH_VERSION} and the parts,
   * so that neither moving a character between parts nor a null part collides.
   */
  public static String sha256(@Nullable String... parts) {
    ArrayNode array = array().add(HASH_VERSION);
    for (String part : parts) {
      array.add(part);
    }
    return HexFormat.of().formatHex(digest(canonical(array)));
  }

  private static byte[] digest(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256.", e);
    }
  }
}
