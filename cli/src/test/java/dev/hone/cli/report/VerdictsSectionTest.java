package dev.hone.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import org.junit.jupiter.api.Test;

class VerdictsSectionTest {
  private final String page = ReportPage.render(SampleReports.withTruth());

  @Test
  void showsEachPairFromBothSidesStrongestFirst() {
    assertThat(page)
        .contains(
            "<td class='n beats' title='498 pairs'>55.6%<small>53.2–58.1%</small></td>",
            "<td class='n loses' title='498 pairs'>44.4%<small>41.9–46.8%</small></td>",
            "<td class='n' title='500 pairs'>51.0%<small>48.0–54.0%</small></td>")
        .containsSubsequence(
            "<th>Preferred to</th><th class='n'>Tuned model</th><th class='n'>Logged model</th><th"
                + " class='n'>Base, few shots</th><th class='n'>Base model</th>",
            "<tr><th>Tuned model</th>",
            "<td class='n'>1,048<small>wins 54.1–59.7%</small></td>",
            "<tr><th>Base model</th>",
            "always or never preferred");
  }

  @Test
  void countsOfAPairAddUp() {
    for (VerdictsReport.Pair pair : SampleVerdicts.ofAModel().pairs()) {
      assertThat(
              pair.wins()
                  + pair.losses()
                  + pair.ties()
                  + pair.flips()
                  + pair.identical()
                  + pair.unread())
          .isEqualTo(pair.pairs());
      assertThat(pair.pairs() + pair.unanswered()).isEqualTo(500);
    }
    assertThat(page)
        .contains(
            "<td>Tuned model against Logged model</td><td class='n'>500</td><td"
                + " class='n'>0</td><td class='n'>330</td><td class='n'>96</td><td"
                + " class='n'>40</td><td class='n'>20</td><td class='n'>12</td><td"
                + " class='n'>2</td>");
  }

  @Test
  void saysWhatTheJudgesLeaningsMean() {
    assertThat(page)
        .contains(
            "changed its mind with the order in 44 of 1,894 pairs (2.3%); such pairs are ties. It"
                + " leans to the answer shown first, by 1.1 points (95%: +0.6 to +1.6)")
        .contains("Length: longer answers are preferred more often (+4.1")
        .contains("Were both as long, the tuned model would win 64.1% of the 168 pairs");
    assertThat(
            VerdictSentences.length(
                new VerdictsReport.LengthBias(50, -0.01, -0.04, 0.02, 0.5, 0.5, 0.4, 0.6)))
        .isEqualTo(
            "Length: no leaning to longer or shorter answers shows (-1.0 points for answers longer by one"
                + " standard deviation, 95%: -4.0 to +2.0).");
    assertThat(
            VerdictSentences.position(
                new VerdictsReport.PositionBias(Share.of(0, 50), 0, -0.02, 0.02)))
        .isEqualTo(
            "Place: the judge said the same in both orders of all 50 pairs it was asked about.");
  }

  @Test
  void ranksNobodyWhereTheJudgeDecidedNothing() {
    assertThat(ReportPage.render(SampleReports.withoutTruth()))
        .contains("there is nobody to rank")
        .doesNotContain("class='matrix")
        .doesNotContain("May it take over")
        .doesNotContain("Criteria by model");
    assertThat(VerdictSentences.wins(SampleVerdicts.ofARule())).isEmpty();
  }

  @Test
  void marksWhatEachModelKeepsLeast() {
    assertThat(page)
        .contains("Held-out answers to 100 of 500 requests, the same for every model")
        .contains("400 answers, of which 3 got no verdict")
        .contains("&lt;no&gt; verdict", "A Gold customer who &lt;b&gt;cancels&lt;/b&gt;")
        .contains(
            "</td><td class='n'>96.0%<small>90.2–98.4%</small></td><td"
                + " class='n'>60.0%<small>50.2–69.1%</small></td>")
        .contains("<td class='n loses'>91.0%<small>83.8–95.2%</small></td>");
  }

  @Test
  void showsWhereTheTwoAnswersOfADisagreementDiffer() {
    assertThat(page)
        .contains("Where is ORD-4417? &lt;b&gt;Now&lt;/b&gt;")
        .contains("&quot;order&quot;: <del>null</del>}", "<ins>&quot;ORD-4417&quot;</ins>}")
        .contains(
            "Judge: tuned shown first, logged is better: &lt;i&gt;both&lt;/i&gt; name the route")
        .contains("<del>RETENTION</del>", "<ins>CONCIERGE</ins>");
  }

  @Test
  void saysWhetherTheTunedModelMayTakeOver() {
    assertThat(page)
        .contains("May it take over? Yes.")
        .contains(
            "Tuned not worse than logged by more than 2 points, by the known truth: shown, over all"
                + " requests +13.2 points (95%: +10.1 to +16.4, 500 requests), and in every slice (2).");
    assertThat(VerdictSentences.gate(SampleVerdicts.openGate()))
        .isEqualTo(
            "Tuned not worse than logged by more than 2 points, by the judge: not shown. Over all"
                + " requests +1.0 points (95%: -1.2 to +3.1, 500 requests), shown. Not in: task"
                + " <b>refunds</b> -11.0 points (95%: -18.0 to -5.0, 90 requests), worse; no task +0.0 points"
                + " (95%: -20.0 to +20.0, 10 requests), too few to tell: about 812 would be"
                + " needed.");
    assertThat(
            VerdictsSection.of(
                SampleVerdicts.ofARule().with(null, SampleVerdicts.openGate()), null))
        .contains("May it take over? No.")
        .doesNotContain("<b>refunds");
  }

  @Test
  void theScreenHasThemToo() {
    assertThat(ReportTable.render(SampleReports.withTruth()))
        .contains(
            "Tuned model's wins and half the ties against each: logged model 55.6% (53.2–58.1%),"
                + " base, few shots 95.9% (94.1–97.4%), base model 99.0% (98.0–100.0%).")
        .contains("changed its mind with the order in 44 of 1,894 pairs")
        .contains(
            "Tuned model keeps every criterion on 99.0% or more of 100 held-out answers; least"
                + " gold-cancellation@v1.")
        .contains("Tuned not worse than logged by more than 2 points");
  }

  @Test
  void aReportOfBeforeThereWereAnyIsReadAndShown() {
    ObjectNode json = (ObjectNode) Json.parse(ReportJson.write(SampleReports.withTruth()));
    json.remove("verdicts");
    Report old = ReportJson.read(json.toString());
    assertThat(old.verdicts()).isNull();
    assertThat(ReportPage.render(old))
        .contains("tuned against logged, 96 wins, 40 losses, 364 ties")
        .doesNotContain("Who beats whom");
  }

  @Test
  void partsAreReadBackAsTheyWere() {
    VerdictsReport verdicts = SampleVerdicts.ofAModel();
    assertThat(ReportJson.part(ReportJson.tree(verdicts), VerdictsReport.class))
        .isEqualTo(verdicts);
    assertThat(ReportJson.tree(verdicts).at("/position_bias/flips/share").asDouble())
        .isEqualTo(44 / 1894.0);
  }
}
