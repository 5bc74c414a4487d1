package dev.hone.cli.commands;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** All commands. */
@Command(
    name = "hone",
    description =
        "Turns the request logs of a large model into a small tuned model that does the same task.",
    synopsisSubcommandLabel = "COMMAND",
    usageHelpAutoWidth = true,
    subcommands = {
      RunCommand.class,
      AskCommand.class,
      DoctorCommand.class,
      BenchCommand.class,
      ProfileCommand.class,
      PaybackCommand.class,
      ShowCommand.class,
      ReviewCommand.class,
      ImportCommand.class,
      ImportExamplesCommand.class,
      ExportExamplesCommand.class,
      ExportCommand.class
    })
public final class HoneCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help.")
  @SuppressWarnings("unused") // picocli acts on it
  private boolean help;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of a problem.")
  private boolean debug;

  private HoneCommand() {}

  /** Runs one command. Never ends the JVM. */
  public static Outcome execute(Console console, String... args) {
    HoneCommand hone = new HoneCommand();
    AtomicReference<String> problem = new AtomicReference<>("");
    CommandLine commands = new CommandLine(hone, new ConsoleFactory(console));
    commands.setOut(console.out());
    commands.setErr(console.err());
    commands.setParameterExceptionHandler(
        (refused, given) -> {
          CommandLine command = refused.getCommandLine();
          problem.set(refused.getMessage());
          console.err().println(refused.getMessage());
          console.err().println("See: " + command.getCommandSpec().qualifiedName() + " --help");
          return Outcome.REFUSED;
        });
    commands.setExecutionExceptionHandler(
        (thrown, command, parsed) -> {
          Problem found = Problem.of(thrown);
          problem.set(found.text());
          console.err().println(found.text());
          if (hone.debug) {
            thrown.printStackTrace(console.err());
          } else if (found.exitCode() == Outcome.FAULT) {
            console.err().println("This is a fault of Hone's; --debug shows the stack trace.");
          }
          return thrown instanceof CancellationException ? Outcome.STOPPED : found.exitCode();
        });
    int exitCode = commands.execute(args);
    console.out().flush();
    console.err().flush();
    return new Outcome(exitCode, problem.get());
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
