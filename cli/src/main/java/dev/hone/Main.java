package dev.hone;

import dev.hone.cli.commands.Console;
import dev.hone.cli.commands.HoneCommand;
import dev.hone.cli.commands.Outcome;

/**
 * The commands of {@code bin/hone} as a scheduled Spark job. Uses the session that is there and
 * never ends the JVM, which may be a driver that others share: a command that fails throws.
 */
public final class Main {
  private Main() {}

  /**
   * Runs one command.
   *
   * @param args as for {@code bin/hone}, such as {@code run --logs prod.logs.chat --home prod.hone}
   * @throws HoneException if the command fails; its message says why
   */
  public static void main(String[] args) {
    Outcome outcome = HoneCommand.execute(Console.plain(), args);
    if (outcome.exitCode() != 0) {
      throw new HoneException(outcome.problem());
    }
  }
}
