package dev.hone.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.hone.calls.Price;
import dev.hone.profile.LogProfile;
import dev.hone.profile.TaskKey;
import dev.hone.profile.Worth;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PaybackTest {
  private static final String EVIL = "<script>alert(1)</script>\u202e";
  private static final long DAY_MILLIS = 86_400_000;

  private static LogProfile.Task task(String key, String label, @Nullable Double monthlyUsd) {
    LogProfile.Sum sum = new LogProfile.Sum(key, 2000, 2000, 2000, 1, 0, 1, 2000, 1.0, null, null);
    return new LogProfile.Task(
        key,
        label,
        sum,
        1000,
        null,
        0.5,
        new Worth(Worth.Verdict.YES, monthlyUsd, null),
        List.of());
  }

  /** Ten days of two tasks; the sample report's largest task is the first. */
  private static LogProfile profile(@Nullable Double monthlyUsd) {
    LogProfile.Sum all = new LogProfile.Sum("all", 4000, 1, 1, 1, 0, 1, 1, 1, null, null);
    return new LogProfile(
        "logs",
        all,
        0L,
        10 * DAY_MILLIS,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(
            task(TaskKey.TAG_PREFIX + "no task", EVIL, 5.0),
            task("task-3f2a<b>", "sort tickets", monthlyUsd)),
        3,
        0,
        0,
        List.of(),
        new Price("small", 0.1, 0.1, 0.1, 0.4, LocalDate.of(2025, 7, 4), "test"));
  }

  private static Payback payback(@Nullable Double monthlyUsd) {
    return Payback.of(profile(monthlyUsd), List.of(SampleReports.withTruth()));
  }

  @Test
  void daysAreWhatGettingThereCostByWhatADaySaves() {
    Payback.Task task = payback(90.0).tasks().get(0);
    assertThat(task.label()).isEqualTo("sort tickets");
    assertThat(task.monthlyCalls()).isEqualTo(6000);
    // The sample report: 0.00194 USD a thousand answers, 541.3 s at 0.11592 USD an hour, labels
    // 21.5 USD.
    assertThat(task.tunedMonthlyUsd()).isCloseTo(6 * 0.00194, within(1e-9));
    double once = 541.3 / 3600 * 0.11592 + 21.5;
    assertThat(task.days().orElseThrow()).isCloseTo(once / ((90 - 6 * 0.00194) / 30), within(1e-9));
    assertThat(PaybackTable.after(task)).isEqualTo("8 days");
    assertThat(PaybackTable.after(payback(9000.0).tasks().get(0))).isEqualTo("less than a day");
  }

  @Test
  void whatCannotBeKnownIsSaidAndNotGuessed() {
    assertThat(PaybackTable.after(payback(0.01).tasks().get(1))).isEqualTo("never: it costs more");
    Payback unpriced = payback(null);
    assertThat(unpriced.tasks())
        .extracting(Payback.Task::label)
        .containsExactly(EVIL, "sort tickets");
    assertThat(PaybackTable.after(unpriced.tasks().get(1)))
        .isEqualTo("unknown: no price of the calls");
    assertThat(unpriced.tasks().get(0).measured()).as("in no run the largest task").isNull();
    assertThat(PaybackTable.after(unpriced.tasks().get(0))).isEqualTo("not measured");
    assertThat(Payback.of(profile(90.0), List.of()).tasks())
        .extracting(PaybackTable::after)
        .containsOnly("not measured");
  }

  @Test
  void thePageSaysWhatAndWhereFromAndEscapesTheLog() {
    String page = PaybackPage.render(payback(90.0));
    assertThat(page)
        .contains("Tuning pays for one task of this log")
        .contains("91.4% (88.6–93.6%)")
        .contains("457 of 500 held-out requests answered rightly (the logged answers: 78.2%)")
        .contains("1 smaller tasks are in that figure")
        .contains("figures show the method, not your money")
        .contains("and 3 smaller tasks")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;[U+202E]")
        .doesNotContain("<script");
    assertThat(PaybackPage.render(payback(null)))
        .contains("No task of this log is known to pay yet");
  }

  @Test
  void fitsATerminal() {
    List<String> lines = PaybackTable.lines(payback(90.0));
    assertThat(lines.get(1))
        .contains("sort tickets", "6,000", "$90.00", "91.4%", "$21.52", "8 days");
    assertThat(lines.get(2)).startsWith("<script>").contains("not measured");
    assertThat(String.join("", lines)).doesNotContain("\u202e");
    assertThat(lines).contains("and 3 smaller tasks");
  }
}
