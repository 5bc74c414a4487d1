package dev.hone.cli.commands;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/**
 * Where a command speaks: what was asked for on {@code out}, progress and problems on {@code err}.
 *
 * @param terminal whether {@code err} is a terminal, on which a line can be written over
 * @param columns the terminal's width
 */
public record Console(PrintWriter out, PrintWriter err, boolean terminal, int columns) {
  private static final int DEFAULT_COLUMNS = 100;

  /** The process's own streams; {@code bin/hone} tells what they are. */
  public static Console ofProcess() {
    return new Console(
        writer(new FileOutputStream(FileDescriptor.out)),
        writer(new FileOutputStream(FileDescriptor.err)),
        Boolean.getBoolean("hone.terminal"),
        Integer.getInteger("hone.columns", DEFAULT_COLUMNS));
  }

  /** Plain lines to System.out and System.err as they are now: a notebook may have its own. */
  public static Console plain() {
    return new Console(writer(System.out), writer(System.err), false, DEFAULT_COLUMNS);
  }

  private static PrintWriter writer(OutputStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
