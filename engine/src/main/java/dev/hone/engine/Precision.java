package dev.hone.engine;

import dev.hone.engine.decoder.MatmulProbe;
import dev.hone.engine.weights.DType;

/** The number format a decoder computes in. Trained parameters are always kept in f32. */
public enum Precision {
  /** bf16 where this machine multiplies it faster than f32, else f32. */
  AUTO,
  F32,
  BF16;

  /** The format this stands for on this machine. */
  public DType type() {
    return switch (this) {
      case AUTO -> MatmulProbe.fastest();
      case F32 -> DType.F32;
      case BF16 -> DType.BF16;
    };
  }
}
