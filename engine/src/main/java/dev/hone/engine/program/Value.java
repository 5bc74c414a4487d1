package dev.hone.engine.program;

import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A value in libtorch's memory: a tensor, a list of them, a number, a text. Holds native memory
 * until closed; a list shares the tensors it was made of, which live as long as either.
 */
public final class Value implements AutoCloseable {
  private static final AtomicLong LIVE = new AtomicLong();

  private final IValue value;
  private boolean closed;

  Value(IValue value) {
    this.value = value;
    LIVE.incrementAndGet();
  }

  /** Values open in this process: what a leak would make grow. */
  public static long live() {
    return LIVE.get();
  }

  public static Value of(long number) {
    return new Value(IValue.from(number));
  }

  public static Value of(double number) {
    return new Value(IValue.from(number));
  }

  public static Value of(boolean flag) {
    return new Value(IValue.from(flag));
  }

  public static Value of(String text) {
    return new Value(IValue.from(text));
  }

  public static Value sizes(long... sizes) {
    return new Value(IValue.listFrom(sizes));
  }

  /** An int64 tensor. */
  public static Value longs(long[] numbers, long... shape) {
    return filled(shape, DataType.INT64, memory -> memory.asLongBuffer().put(numbers));
  }

  /** An f32 tensor. */
  public static Value floats(float[] numbers, long... shape) {
    return filled(shape, DataType.FLOAT32, memory -> memory.asFloatBuffer().put(numbers));
  }

  /** In libtorch's own memory: DJL's arrays over a buffer of Java's die with that buffer. */
  private static Value filled(long[] shape, DataType type, Consumer<ByteBuffer> fill) {
    try (PtNDManager manager = Libtorch.manager()) {
      PtNDArray array = manager.create(new Shape(shape), type);
      if (array.size() > 0) {
        fill.accept(JniUtils.getByteBuffer(array, true).order(ByteOrder.nativeOrder()));
      }
      return new Value(IValue.from(array));
    }
  }

  /** A list of tensors. */
  public static Value list(List<Value> tensors) {
    try (PtNDManager manager = Libtorch.manager()) {
      PtNDArray[] arrays = new PtNDArray[tensors.size()];
      for (int i = 0; i < arrays.length; i++) {
        arrays[i] = tensors.get(i).value.toTensor(manager);
      }
      return new Value(IValue.listFrom(arrays));
    }
  }

  /** The tensors of a list, each to be closed. */
  public List<Value> tensors() {
    try (PtNDManager manager = Libtorch.manager()) {
      PtNDArray[] arrays = value.toTensorArray(manager);
      Value[] tensors = new Value[arrays.length];
      for (int i = 0; i < arrays.length; i++) {
        tensors[i] = new Value(IValue.from(arrays[i]));
      }
      return List.of(tensors);
    }
  }

  /** The parts of a tuple, each to be closed. */
  public List<Value> parts() {
    IValue[] parts = value.toIValueTuple();
    Value[] values = new Value[parts.length];
    for (int i = 0; i < parts.length; i++) {
      values[i] = new Value(parts[i]);
    }
    return List.of(values);
  }

  /** The same list of tensors, closed apart from this one. */
  public Value share() {
    try (Scope scope = new Scope()) {
      return list(scope.addAll(tensors()));
    }
  }

  public double toDouble() {
    return value.toDouble();
  }

  /** The numbers of an f32 tensor, row by row. */
  public float[] toFloats() {
    try (PtNDManager manager = Libtorch.manager()) {
      return value.toTensor(manager).toFloatArray();
    }
  }

  /** The numbers of an int64 tensor, row by row. */
  public long[] toLongs() {
    try (PtNDManager manager = Libtorch.manager()) {
      return value.toTensor(manager).toLongArray();
    }
  }

  /** A tensor's shape. */
  public long[] shape() {
    try (PtNDManager manager = Libtorch.manager()) {
      return value.toTensor(manager).getShape().getShape();
    }
  }

  IValue handle() {
    if (closed) {
      throw new IllegalStateException("This value was closed.");
    }
    return value;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      value.close();
      LIVE.decrementAndGet();
    }
  }
}
