package dev.hone.engine;

/** The number format a decoder computes in. Trained parameters are always kept in f32. */
public enum Precision {
  /** bf16 where this machine multiplies it faster than f32, else f32. */
  AUTO,
  F32,
  BF16
}
