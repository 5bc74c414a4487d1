package dev.hone.cli.run;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One step of a run. It writes its rows in one commit that a second try replaces or repeats without
 * effect, and returns what later steps and the report need to know.
 */
interface Step {
  /** The name in the state, in the tables and on the screen. */
  String name();

  /** Does the step; its facts are kept in the run's state. */
  ObjectNode run(RunContext run);

  /** What the screen says when it is done. */
  default String summary(ObjectNode facts) {
    return facts.path("summary").asText("");
  }
}
