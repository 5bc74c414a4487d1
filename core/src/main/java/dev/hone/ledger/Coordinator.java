package dev.hone.ledger;

import dev.hone.providers.CallGate;
import dev.hone.providers.Connection;
import dev.hone.providers.KeySource;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Shares out among all who ask in a job: who buys which call, who sends when, and what money is
 * left. Safe for many threads.
 */
public interface Coordinator extends AutoCloseable {
  /**
   * What was decided of a call.
   *
   * @param bought where its answer stands, or null where the one who asked is to buy it and must
   *     then say {@link #bought} or {@link #failed}
   */
  record Claim(@Nullable Place bought) {}

  /**
   * The bound on what a job may spend.
   *
   * @param id the job's
   * @param usd the most it may spend
   */
  record Budget(String id, double usd) implements java.io.Serializable {
    /** The share of one of so many processes that cannot ask each other. */
    public Budget sharedBy(int processes) {
      return processes <= 1 ? this : new Budget(id, usd / processes);
    }
  }

  /**
   * Wants a call. Where somebody else is buying it the stage completes when that has come to an
   * end.
   */
  CompletionStage<Claim> claim(String key);

  /** Where the answer to a call stands that was bought by now, or null; claims nothing. */
  CompletionStage<@Nullable Place> find(String key);

  /** Tells that a claimed call was bought, and where its answer stands. */
  void bought(String key, Place place);

  /** Tells that a claimed call came to nothing; the next who wants it may buy it. */
  void failed(String key);

  /**
   * Sets money aside for one call.
   *
   * @return whether there was enough left
   */
  CompletionStage<Boolean> reserve(Budget budget, double usd);

  /** Tells what a call cost for which money was set aside. */
  void settle(Budget budget, double reservedUsd, double usd);

  /** What every request over that connection passes. */
  CallGate gate(Connection connection);

  /** The keys that only the coordinator's machine can read. */
  KeySource keys();

  @Override
  void close();
}
