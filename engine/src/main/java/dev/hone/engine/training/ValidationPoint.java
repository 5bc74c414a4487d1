package dev.hone.engine.training;

/**
 * Loss on the examples kept out of training, as it stood after a step.
 *
 * @param step steps of the optimizer done, from 1
 * @param loss mean loss over those examples' learned tokens
 */
public record ValidationPoint(int step, double loss) implements java.io.Serializable {}
