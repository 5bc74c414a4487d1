package dev.hone.spark;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What {@code Hone.doctor} found, check by check. */
public record DoctorReport(List<Finding> findings) {
  public DoctorReport {
    findings = List.copyOf(findings);
  }

  /** Whether nothing failed; warnings do not count. */
  public boolean healthy() {
    return findings.stream().noneMatch(finding -> finding.status() == Finding.Status.FAIL);
  }

  /** One finding a line, its fix on the next. */
  @Override
  public String toString() {
    return findings.stream()
        .map(
            finding ->
                String.format(
                    Locale.ROOT,
                    "%-4s  %-16s %s%s",
                    finding.status().name().toLowerCase(Locale.ROOT),
                    finding.check(),
                    finding.message(),
                    finding.fix().isEmpty() ? "" : "\n      " + "-> " + finding.fix()))
        .collect(Collectors.joining("\n"));
  }
}
