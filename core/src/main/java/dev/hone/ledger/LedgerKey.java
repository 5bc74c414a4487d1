package dev.hone.ledger;

import dev.hone.chat.ChatJson;
import dev.hone.chat.ChatRequest;
import dev.hone.json.Json;

/**
 * What tells one paid call from another: provider, model, canonical request and sample. For ever:
 * another key would buy every call again.
 */
public final class LedgerKey {
  /** Characters of a key: SHA-256 in lower-case hex. */
  public static final int LENGTH = 64;

  private LedgerKey() {}

  /**
   * The key of a call.
   *
   * @param provider who serves the model, and where, if at an address of its own
   */
  public static String of(String provider, String model, ChatRequest request) {
    return Json.sha256(
        "ledger",
        provider,
        model,
        Json.canonical(ChatJson.toJson(request)),
        Integer.toString(request.sample()));
  }
}
