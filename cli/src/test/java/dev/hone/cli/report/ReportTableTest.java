package dev.hone.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportTableTest {
  @Test
  void showsAccuracyByModelPartAndWording() {
    String table = ReportTable.render(SampleReports.withTruth());
    assertThat(table.lines().findFirst().orElse(""))
        .containsSubsequence(
            "right", "95%", "other", "systematic", "unseen wording", "USD per 1000");
    assertThat(table)
        .containsPattern("Tuned model +91\\.4% +88\\.6–93\\.6%")
        .contains("Rows: 3,000 calls = 2,632 examples (2,132 train, 500 test) + 368 dropped")
        .contains("AWS m7a.large")
        .doesNotContain("time budget")
        .contains("The sample log is simulated");
  }

  @Test
  void speaksOfAgreementWhereNoTruthIsKnown() {
    assertThat(ReportTable.render(SampleReports.withoutTruth()))
        .contains("as logged")
        .contains("No truth is known for this log")
        .contains("no price known for the logged model; give --price-in and --price-out")
        .contains("The time budget ended training after 400 of 500 planned steps")
        .doesNotContain("simulated");
  }
}
