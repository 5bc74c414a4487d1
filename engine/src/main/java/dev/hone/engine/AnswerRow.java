package dev.hone.engine;

import dev.hone.chat.Sampling;
import dev.hone.engine.decoder.Row;
import java.util.Arrays;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * An answer while it is written: greedy or drawn, up to a stop token, a stop text or a count. A
 * drawn answer depends on its own seed and logits alone, whatever is answered beside it.
 */
final class AnswerRow implements Row {
  private final int[] prompt;
  private final Sampling sampling;
  private final int maxNewTokens;
  private final Set<Integer> stopIds;
  private final Tokenizer tokenizer;
  private final @Nullable SplittableRandom random;
  private int[] taken = new int[32];
  private int count;
  private boolean ended;
  private boolean full;
  private int cutAt = -1;

  /**
   * A fresh answer.
   *
   * @param room the most tokens that fit the context behind the prompt
   */
  AnswerRow(int[] prompt, Sampling sampling, int room, Set<Integer> stopIds, Tokenizer tokenizer) {
    this.prompt = prompt;
    this.sampling = sampling;
    this.maxNewTokens = Math.min(sampling.maxTokens(), room);
    this.stopIds = stopIds;
    this.tokenizer = tokenizer;
    Long seed = sampling.seed();
    this.random =
        sampling.temperature() == 0
            ? null
            : seed == null ? new SplittableRandom() : new SplittableRandom(seed);
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
  public boolean needsLogits() {
    return random != null;
  }

  @Override
  public int choose(float[] logits, int offset, int vocabulary) {
    SplittableRandom dice = java.util.Objects.requireNonNull(random);
    return TokenChoice.draw(
        logits, offset, vocabulary, sampling.temperature(), sampling.topP(), dice.nextDouble());
  }

  @Override
  public void take(int token) {
    if (done()) {
      return;
    }
    if (stopIds.contains(token)) {
      ended = true;
      return;
    }
    if (count == taken.length) {
      taken = Arrays.copyOf(taken, 2 * count);
    }
    taken[count++] = token;
    if (!sampling.stop().isEmpty()) {
      lookForStopText();
    }
    full = count == maxNewTokens;
  }

  private void lookForStopText() {
    String text = tokenizer.decodePlain(Arrays.copyOf(taken, count));
    for (String stop : sampling.stop()) {
      int at = stop.isEmpty() ? -1 : text.indexOf(stop);
      if (at >= 0 && (cutAt < 0 || at < cutAt)) {
        cutAt = at;
      }
    }
  }

  @Override
  public boolean done() {
    return ended || full || cutAt >= 0;
  }

  /** Whether the answer ended by itself, rather than for want of room. */
  boolean stopped() {
    return ended || cutAt >= 0;
  }

  String text() {
    String text = tokenizer.decodePlain(Arrays.copyOf(taken, count));
    return cutAt >= 0 ? text.substring(0, Math.min(cutAt, text.length())) : text;
  }

  /** Tokens written, the one that ended the answer included. */
  int tokens() {
    return count + (ended ? 1 : 0);
  }
}
