package dev.hone.redaction;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Keys and tokens: of known services by their prefixes, JSON web tokens whose head says so, private
 * keys in PEM, bearer tokens, and passwords in URLs.
 */
public final class SecretRecognizer implements Recognizer {
  private static final int MAX_TOKEN = 8_192;
  private static final int MAX_URL_USER = 256;
  private static final String PEM_BEGIN = "-----BEGIN ";
  private static final String PEM_END = "-----END ";
  private static final String PRIVATE_KEY = "PRIVATE KEY";
  private static final int PEM_HEAD = 64;

  /** Which chars follow a prefix. */
  private enum Alphabet {
    UPPER_OR_DIGIT,
    ALPHANUMERIC,
    HEX,
    URL_SAFE, // letters, digits, - and _
    DOTTED, // URL_SAFE and .
    BEARER; // RFC 6750's b64token

    boolean has(char c) {
      boolean digit = Words.isDigit(c);
      return switch (this) {
        case UPPER_OR_DIGIT -> digit || (c >= 'A' && c <= 'Z');
        case ALPHANUMERIC -> digit || Words.isAsciiLetter(c);
        case HEX -> Words.isHex(c);
        case URL_SAFE -> digit || Words.isAsciiLetter(c) || c == '-' || c == '_';
        case DOTTED -> digit || Words.isAsciiLetter(c) || c == '-' || c == '_' || c == '.';
        case BEARER -> digit || Words.isAsciiLetter(c) || "-._~+/=".indexOf(c) >= 0;
      };
    }
  }

  /**
   * A service's tokens.
   *
   * @param least chars behind the prefix
   * @param most chars behind the prefix
   */
  private record Token(String prefix, Alphabet alphabet, int least, int most) {
    static Token of(String prefix, Alphabet alphabet, int least) {
      return new Token(prefix, alphabet, least, MAX_TOKEN);
    }

    static Token exactly(String prefix, Alphabet alphabet, int length) {
      return new Token(prefix, alphabet, length, length);
    }
  }

  private static final Map<Character, List<Token>> TOKENS = tokens();

  @Override
  public String kind() {
    return "secret";
  }

  @Override
  public List<Span> find(String text) {
    List<Span> found = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = end(text, at);
      if (end > 0) {
        found.add(new Span(kind(), at, end));
        at = end;
      } else {
        at++;
      }
    }
    return found;
  }

  private static int end(String text, int at) {
    char c = text.charAt(at);
    if (c == '-' && text.startsWith(PEM_BEGIN, at)) {
      return pemEnd(text, at);
    }
    if (at >= 3 && text.startsWith("://", at - 3)) {
      int end = urlUserEnd(text, at);
      if (end > 0) {
        return end;
      }
    }
    if (!TOKENS.containsKey(c) || !Words.startsAt(text, at)) {
      return -1;
    }
    for (Token token : TOKENS.getOrDefault(c, List.of())) {
      if (text.startsWith(token.prefix(), at) && !continues(text, at, token)) {
        int end = tokenEnd(text, at, token);
        if (end > 0) {
          return end;
        }
      }
    }
    return -1;
  }

  /** Inside a longer run of such chars: looking from each of them anew would be quadratic. */
  private static boolean continues(String text, int at, Token token) {
    return at > 0 && token.alphabet().has(text.charAt(at - 1)) && !Words.isEscape(text, at - 1);
  }

  private static int tokenEnd(String text, int start, Token token) {
    int body = start + token.prefix().length();
    int end = body;
    while (end < text.length()
        && end - body <= MAX_TOKEN
        && token.alphabet().has(text.charAt(end))) {
      end++;
    }
    while (end > body && ".-".indexOf(text.charAt(end - 1)) >= 0) {
      end--; // the end of a sentence
    }
    int length = end - body;
    if (length < token.least() || length > token.most()) {
      return -1;
    }
    boolean good =
        token.prefix().equals("eyJ")
            ? isWebToken(text, start, end)
            : hasDigit(text, body, end); // words joined by hyphens have none
    return good ? end : -1;
  }

  private static boolean hasDigit(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (Words.isDigit(text.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  /** Whether the first of two parts or more is a head of RFC 7515: JSON with {@code alg}. */
  private static boolean isWebToken(String text, int start, int end) {
    int dot = text.indexOf('.', start);
    if (dot < 0 || dot >= end) {
      return false;
    }
    try {
      byte[] head = Base64.getUrlDecoder().decode(text.substring(start, dot));
      JsonNode json = Json.read(new String(head, StandardCharsets.UTF_8));
      return json != null && json.has("alg");
    } catch (IllegalArgumentException e) {
      return false; // not base64
    }
  }

  /** A key that is cut off is a secret as far as the text goes. */
  private static int pemEnd(String text, int start) {
    int head = text.indexOf("-----", start + PEM_BEGIN.length());
    if (head < 0 || head - start > PEM_HEAD || !text.substring(start, head).endsWith(PRIVATE_KEY)) {
      return -1;
    }
    int tail = text.indexOf(PEM_END, head);
    int close = tail < 0 ? -1 : text.indexOf("-----", tail + PEM_END.length());
    return close < 0 ? text.length() : close + "-----".length();
  }

  /** Behind {@code user:password} in front of an {@code @}, or -1. */
  private static int urlUserEnd(String text, int start) {
    int colon = -1;
    for (int at = start; at < text.length() && at - start <= MAX_URL_USER; at++) {
      char c = text.charAt(at);
      if (c == '@') {
        return colon >= start && at > colon + 1 ? at : -1;
      }
      if (c == ':' && colon < 0) {
        colon = at;
      } else if (Character.isWhitespace(c) || "/\"<>\\?#".indexOf(c) >= 0) {
        return -1;
      }
    }
    return -1;
  }

  private static Map<Character, List<Token>> tokens() {
    Map<Character, List<Token>> tokens = new HashMap<>();
    List<Token> all = new ArrayList<>();
    all.add(Token.of("sk-", Alphabet.URL_SAFE, 20)); // OpenAI, Anthropic, OpenRouter
    for (String aws : List.of("AKIA", "ASIA", "AIDA", "AROA", "AGPA", "ANPA")) {
      all.add(Token.exactly(aws, Alphabet.UPPER_OR_DIGIT, 16));
    }
    for (String github : List.of("ghp_", "gho_", "ghu_", "ghs_", "ghr_")) {
      all.add(Token.of(github, Alphabet.ALPHANUMERIC, 36));
    }
    all.add(Token.of("github_pat_", Alphabet.URL_SAFE, 22));
    all.add(Token.of("glpat-", Alphabet.URL_SAFE, 20)); // GitLab
    for (String slack : List.of("xoxb-", "xoxa-", "xoxp-", "xoxr-", "xoxs-", "xoxe-", "xapp-")) {
      all.add(Token.of(slack, Alphabet.URL_SAFE, 10));
    }
    for (String stripe : List.of("sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_")) {
      all.add(Token.of(stripe, Alphabet.ALPHANUMERIC, 16));
    }
    all.add(Token.exactly("AIza", Alphabet.URL_SAFE, 35)); // Google
    all.add(Token.of("ya29.", Alphabet.DOTTED, 20));
    all.add(Token.of("SG.", Alphabet.DOTTED, 40)); // SendGrid
    all.add(Token.of("hf_", Alphabet.ALPHANUMERIC, 30)); // Hugging Face
    all.add(Token.of("npm_", Alphabet.ALPHANUMERIC, 36));
    all.add(Token.of("pypi-", Alphabet.URL_SAFE, 50));
    all.add(Token.exactly("dapi", Alphabet.HEX, 32)); // Databricks
    all.add(Token.of("dop_v1_", Alphabet.HEX, 64)); // DigitalOcean
    all.add(Token.of("shpat_", Alphabet.HEX, 32)); // Shopify
    all.add(Token.exactly("SK", Alphabet.HEX, 32)); // Twilio
    all.add(Token.exactly("key-", Alphabet.HEX, 32)); // Mailgun
    for (String model : List.of("gsk_", "xai-", "pplx-", "nvapi-", "r8_", "lsv2_", "tgp_v1_")) {
      all.add(Token.of(model, Alphabet.URL_SAFE, 30)); // Groq, xAI, Perplexity, NVIDIA, ...
    }
    all.add(Token.of("eyJ", Alphabet.DOTTED, 20)); // JSON web tokens
    all.add(Token.of("Bearer ", Alphabet.BEARER, 20));
    all.add(Token.of("AccountKey=", Alphabet.BEARER, 40)); // Azure Storage
    for (Token token : all) {
      tokens.computeIfAbsent(token.prefix().charAt(0), c -> new ArrayList<>()).add(token);
    }
    return tokens;
  }
}
