package dev.hone.cli.run;

import dev.hone.cli.report.Answerer;
import org.jspecify.annotations.Nullable;

/**
 * How one answer compares.
 *
 * @param exampleId the held-out request
 * @param model whose answer
 * @param right whether it is what the truth says; null where no truth is known
 * @param asLogged whether it is what the log says
 * @param fieldsEqual JSON fields equal to the truth's, or the log's where no truth is known
 * @param fields JSON fields compared; 0 where the expected answer is no JSON object
 */
record Score(
    String exampleId,
    Answerer model,
    @Nullable Boolean right,
    boolean asLogged,
    int fieldsEqual,
    int fields) {}
