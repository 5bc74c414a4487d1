package dev.hone.cli.run;

import org.jspecify.annotations.Nullable;

/**
 * What a model said to a held-out request.
 *
 * @param text the answer, or null where there is an error
 * @param error why there is none, or null
 * @param inputTokens tokens read; null where unknown
 * @param outputTokens tokens written; null where unknown
 * @param seconds this request's share of the machine's time; null for the logged answer
 * @param usd what the logged answer cost; null where unknown, and for other models
 */
record Reply(
    @Nullable String text,
    @Nullable String error,
    @Nullable Long inputTokens,
    @Nullable Long outputTokens,
    @Nullable Double seconds,
    @Nullable Double usd) {}
