package dev.hone.engine.training;

/**
 * What one step of the optimizer did.
 *
 * @param step steps done, this one included
 * @param loss weighted mean loss over the learned tokens, before the step
 * @param gradientNorm global norm before clipping
 * @param learningRate the rate used
 * @param tokens tokens read in the step, padding apart
 * @param trainedTokens tokens learned in the step
 */
public record StepResult(
    int step,
    double loss,
    double gradientNorm,
    double learningRate,
    long tokens,
    int trainedTokens) {}
