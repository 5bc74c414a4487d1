package dev.hone.cli.commands;

import dev.hone.Hone;
import dev.hone.spark.DoctorReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code hone doctor}. */
@Command(
    name = "doctor",
    description = "Says what works on this machine, and how to mend what does not.")
final class DoctorCommand implements Callable<Integer> {
  private final Console console;

  DoctorCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    try (Session session = Session.open()) {
      DoctorReport report = Hone.doctor(session.spark());
      console.out().println(report);
      return report.healthy() ? Outcome.DONE : Outcome.REFUSED;
    }
  }
}
