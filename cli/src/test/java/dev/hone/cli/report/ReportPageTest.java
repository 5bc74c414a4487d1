package dev.hone.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReportPageTest {
  @Test
  void escapesLoggedText() {
    String page = ReportPage.render(SampleReports.withTruth());
    assertThat(page)
        .doesNotContain("<script")
        .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;")
        .contains("answer longer than &lt;b&gt;allowed&lt;/b&gt;");
  }

  @Test
  void saysWhatStraddlesTheSplitAndWhichTasksThereAre() {
    assertThat(ReportPage.render(SampleReports.withTruth()))
        .contains("3 of 500 held-out examples are near-duplicates of one trained on")
        .contains("0 sessions or contents are on both sides")
        .contains("task-3f2a&lt;b&gt;");
  }

  @Test
  void saysWhatEachStageKeptAndWhy() {
    assertThat(ReportPage.render(SampleReports.withTruth()))
        .contains(
            "<tr><td>make</td><td class='n'>3,000</td><td class='n'>2,700</td><td"
                + " class='n'>300</td><td class='break'>300 error response</td></tr>")
        .contains(
            "<tr><td class='break'>You sort &lt;b&gt;tickets&lt;/b&gt;.</td><td"
                + " class='n'>2,600</td><td class='n'>15,600</td></tr>");
  }

  @Test
  void asksForNothingBesideItself() {
    assertThat(ReportPage.render(SampleReports.withTruth()))
        .contains("default-src 'none'")
        .doesNotContain("http://")
        .doesNotContain("https://")
        .doesNotContain("src=");
  }

  @Test
  void saysThatTheSampleIsSimulatedAndWhatTuningCannotMend() {
    assertThat(ReportPage.render(SampleReports.withTruth()))
        .contains("The sample log is simulated")
        .contains("What the log always gets wrong the tuned model learns as if it were right");
    assertThat(ReportPage.render(SampleReports.withoutTruth()))
        .doesNotContain("simulated")
        .contains("It is not accuracy");
  }

  @Test
  void namesTheJudgeThatStandsIn() {
    assertThat(ReportPage.render(SampleReports.withTruth()))
        .contains("a fixed rule standing in for a model");
  }

  @Test
  void writesPagesToLookAt() throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "report-samples"));
    Files.writeString(folder.resolve("truth.html"), ReportPage.render(SampleReports.withTruth()));
    Files.writeString(folder.resolve("log.html"), ReportPage.render(SampleReports.withoutTruth()));
    assertThat(folder.resolve("truth.html")).isNotEmptyFile();
  }
}
