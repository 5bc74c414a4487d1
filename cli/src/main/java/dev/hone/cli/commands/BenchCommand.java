package dev.hone.cli.commands;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code hone bench}: one subcommand for each thing measured. */
@Command(
    name = "bench",
    description = "Measures parts of Hone on this machine, beside what does the same without it.",
    synopsisSubcommandLabel = "WHAT",
    subcommands = {BenchDedupeCommand.class, BenchLedgerCommand.class, BenchLogsCommand.class})
final class BenchCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
