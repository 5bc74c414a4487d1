package dev.hone.testing;

/** What a {@link FaultServer} does with one request. */
public enum Fault {
  /** Answers. */
  NONE,
  /** 429, and to be left alone for 20 ms. */
  LIMITED,
  /** 429 without a word about when to come back. */
  LIMITED_SILENTLY,
  /** 429, and to be left alone for 114 hours. */
  LIMITED_FOR_DAYS,
  /** 400, which the server says may pass. */
  SHOULD_RETRY,
  /** 500 with a page of HTML. */
  BROKEN,
  /** 503. */
  OVERLOADED,
  /** Nothing at all, for longer than anybody waits; then the connection ends. */
  STALLED,
  /** The connection ends before an answer begins. */
  CLOSED,
  /** An answer, bought, that breaks off in the middle. */
  CUT,
  /** An answer, bought, that is not JSON. */
  BAD_JSON,
  /** An answer, bought, of another shape than the API's. */
  WRONG_SCHEMA,
  /** A good answer, a few bytes at a time. */
  DRIP
}
