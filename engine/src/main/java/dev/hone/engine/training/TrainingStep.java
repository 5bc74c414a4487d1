package dev.hone.engine.training;

/**
 * Where training stands after a step of the optimizer.
 *
 * @param step steps done, from 1
 * @param steps steps planned
 * @param tokens tokens read since training began, padding apart
 * @param loss mean loss over the step's learned tokens
 * @param gradientNorm global norm before clipping
 * @param learningRate the rate the step used
 * @param tokensPerSecond tokens read a second since this process started training
 * @param secondsLeft expected seconds to the end
 */
public record TrainingStep(
    int step,
    int steps,
    long tokens,
    double loss,
    double gradientNorm,
    double learningRate,
    double tokensPerSecond,
    double secondsLeft)
    implements java.io.Serializable {}
