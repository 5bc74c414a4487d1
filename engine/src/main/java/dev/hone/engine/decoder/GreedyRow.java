package dev.hone.engine.decoder;

import java.util.Arrays;
import java.util.Set;

/** A row of likeliest tokens, up to a stop token or a count. */
final class GreedyRow implements Row {
  private final int[] prompt;
  private final int maxNewTokens;
  private final Set<Integer> stopIds;
  private final int[] taken;
  private int count;
  private boolean done;

  GreedyRow(int[] prompt, int maxNewTokens, Set<Integer> stopIds) {
    this.prompt = prompt;
    this.maxNewTokens = maxNewTokens;
    this.stopIds = stopIds;
    this.taken = new int[maxNewTokens];
  }

  @Override
  public int[] prompt() {
    return prompt;
  }

  @Override
  public int maxNewTokens() {
    return maxNewTokens;
  }

  @Override
  public void take(int token) {
    if (done) {
      return;
    }
    if (stopIds.contains(token)) {
      done = true;
      return;
    }
    taken[count++] = token;
    done = count == maxNewTokens;
  }

  @Override
  public boolean done() {
    return done;
  }

  int[] tokens() {
    return Arrays.copyOf(taken, count);
  }
}
