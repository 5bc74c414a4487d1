package dev.hone.engine.weights;

/** The number formats of safetensors that Hone computes with. */
public enum DType {
  F32(4, 6),
  F16(2, 5),
  BF16(2, 15);

  private final int bytes;
  private final int code;

  DType(int bytes, int code) {
    this.bytes = bytes;
    this.code = code;
  }

  public int bytes() {
    return bytes;
  }

  /** libtorch's number for it. */
  public int code() {
    return code;
  }

  /** The float nearest to two or four little-endian bytes. */
  float read(java.nio.ByteBuffer bytes, int index) {
    return switch (this) {
      case F32 -> bytes.getFloat(index * 4);
      case BF16 -> Float.intBitsToFloat(bytes.getShort(index * 2) << 16);
      case F16 -> half(bytes.getShort(index * 2));
    };
  }

  /** Rounds to the nearest bf16, ties to even, as libtorch does. */
  static short bfloat(float value) {
    int bits = Float.floatToRawIntBits(value);
    if (Float.isNaN(value)) {
      return (short) 0x7fc0;
    }
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }

  private static float half(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >>> 10) & 0x1f;
    int fraction = half & 0x3ff;
    if (exponent == 0x1f) {
      return Float.intBitsToFloat(sign | 0x7f800000 | (fraction << 13));
    }
    if (exponent == 0) {
      float magnitude = fraction * 0x1p-24f;
      return sign == 0 ? magnitude : -magnitude;
    }
    return Float.intBitsToFloat(sign | ((exponent + 112) << 23) | (fraction << 13));
  }
}
