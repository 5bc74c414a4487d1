package dev.hone.cli.commands;

import java.nio.file.Files;
import java.nio.file.Path;

/** Starts a command in a JVM of its own, as {@code bin/hone} does, and ends it. */
public final class Launcher {
  private Launcher() {}

  public static void main(String[] args) {
    // Before anything logs: where the warnings of Spark and its many libraries go.
    if (System.getProperty("hone.log") == null) {
      System.setProperty("hone.log", Path.of(home(args), "hone.log").toString());
    }
    Outcome outcome = HoneCommand.execute(Console.ofProcess(), args);
    // Spark leaves threads behind that are not daemons.
    System.exit(outcome.exitCode());
  }

  private static String home(String[] args) {
    for (int i = 0; i < args.length; i++) {
      if (args[i].startsWith("--home=")) {
        return local(args[i].substring("--home=".length()));
      }
      if (args[i].equals("--home") && i + 1 < args.length) {
        return local(args[i + 1]);
      }
    }
    return local(HomeOption.DEFAULT);
  }

  /** A home elsewhere cannot hold this process's log, and one not there yet is not made for it. */
  private static String local(String home) {
    return home.contains(":") || home.isBlank() || !Files.isDirectory(Path.of(home))
        ? System.getProperty("java.io.tmpdir")
        : home;
  }
}
