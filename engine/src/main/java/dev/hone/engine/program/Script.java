package dev.hone.engine.program;

import static java.lang.invoke.MethodType.methodType;

import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import ai.djl.pytorch.jni.JniUtils;
import dev.hone.HoneException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** A TorchScript program, compiled and ready to be called from any thread. Close it. */
public final class Script implements AutoCloseable {
  /** (module, method, arguments, training, separate): DJL's own call always forbids autograd. */
  private static final MethodHandle RUN;

  private static final MethodHandle WRAP;

  static {
    try {
      Class<?> library = Class.forName("ai.djl.pytorch.jni.PyTorchLibrary");
      MethodHandles.Lookup inside = MethodHandles.privateLookupIn(library, MethodHandles.lookup());
      Object instance = inside.findStaticGetter(library, "LIB", library).invoke();
      RUN =
          inside
              .findVirtual(
                  library,
                  "moduleRunMethod",
                  methodType(
                      long.class,
                      long.class,
                      String.class,
                      long[].class,
                      boolean.class,
                      boolean.class))
              .bindTo(instance);
      WRAP =
          MethodHandles.privateLookupIn(IValue.class, MethodHandles.lookup())
              .findConstructor(IValue.class, methodType(void.class, long.class));
    } catch (Throwable e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final PtNDManager manager;
  private final PtSymbolBlock module;

  private Script(PtNDManager manager, PtSymbolBlock module) {
    this.manager = manager;
    this.module = module;
  }

  /** Compiles a source that declares {@code class Model(Module)}. */
  public static Script compile(String source) {
    PtNDManager manager = Libtorch.manager();
    Libtorch.enter();
    try {
      return new Script(
          manager,
          JniUtils.loadModule(
              manager, new ByteArrayInputStream(ScriptArchive.of(source)), false, false));
    } catch (IOException e) {
      manager.close();
      throw new UncheckedIOException(e);
    } catch (RuntimeException e) {
      manager.close();
      throw new HoneException("Cannot compile the decoder program: " + e.getMessage(), e);
    }
  }

  /**
   * Calls a method; the caller closes what it returns and still owns the arguments.
   *
   * @throws HoneException with libtorch's message where the call fails
   */
  public Value call(String method, Value... arguments) {
    long[] handles = new long[arguments.length];
    for (int i = 0; i < handles.length; i++) {
      handles[i] = arguments[i].handle().getHandle();
    }
    Libtorch.enter();
    ProcessEnd.beginCall();
    try {
      long result =
          (long) RUN.invokeExact(module.getHandle().longValue(), method, handles, true, false);
      return new Value((IValue) WRAP.invokeExact(result));
    } catch (RuntimeException e) {
      throw new HoneException("libtorch failed in '" + method + "': " + e.getMessage(), e);
    } catch (Error e) {
      throw e;
    } catch (Throwable e) {
      throw new HoneException("libtorch failed in '" + method + "'.", e);
    } finally {
      // A method that failed half-way may have left it on.
      JniUtils.setGradMode(false);
      ProcessEnd.endCall();
    }
  }

  @Override
  public void close() {
    module.close();
    manager.close();
  }
}
