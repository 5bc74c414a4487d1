package dev.hone.chat;

/**
 * What a model can do.
 *
 * @param contextTokens the most tokens of prompt and answer together
 * @param tools whether it accepts tools
 * @param batchSize how many requests in flight make it fastest (1 or more)
 */
public record Capabilities(int contextTokens, boolean tools, int batchSize) {}
