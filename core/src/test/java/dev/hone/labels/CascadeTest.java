package dev.hone.labels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.chat.Message;
import dev.hone.labels.CascadeThreshold.Vote;
import dev.hone.verdicts.Criteria;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CascadeTest {
  private static OriginalAnswer row(String question, String answer) {
    return new OriginalAnswer(
        question, List.of(Message.user(question)), null, null, Message.assistant(answer));
  }

  @Test
  void asksTheDearModelOnlyWhereTheCheapOneIsUnsure() {
    ScriptedAgent cheap = new ScriptedAgent();
    cheap.draft =
        request ->
            Message.assistant(
                request.messages().get(0).text().equals("easy") ? "same" : "d" + request.sample());
    ScriptedAgent dear = new ScriptedAgent();
    List<Relabelled> done =
        Relabeller.cascade(
                cheap.agent(),
                0.75,
                Agents.of(dear.agent()),
                Criteria.NONE,
                RelabelSettings.DEFAULT)
            .relabel(List.of(row("easy", "same"), row("hard", "old")));
    assertThat(done.get(0).decision()).isEqualTo(Decision.SAME);
    assertThat(done.get(0).confidence()).isEqualTo(1.0);
    assertThat(done.get(0).steps().get(3).outcome()).isEqualTo("4 of 4 agree");
    assertThat(done.get(1).answer()).isEqualTo(Message.assistant("new"));
    assertThat(done.get(1).confidence()).isEqualTo(0.25);
    assertThat(dear.drafts).hasSize(3).allMatch(r -> r.messages().get(0).text().equals("hard"));
  }

  @Test
  void setsTheThresholdOnOneHalfAndMeasuresOnTheOther() {
    List<Vote> votes = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      double confidence = i % 8 < 4 ? 1.0 : i % 8 < 6 ? 0.75 : 0.5;
      // Sure votes err once in 100, half-sure ones every second time.
      votes.add(new Vote(confidence, confidence == 1.0 ? i % 100 > 0 : i % 16 < 8));
    }
    CascadeThreshold found = CascadeThreshold.of(votes, 0.95);
    assertThat(found.value()).isEqualTo(1.0);
    assertThat(found.taken().trials()).isEqualTo(200);
    assertThat(found.taken().successes()).isEqualTo(100);
    assertThat(found.accuracy().trials()).isEqualTo(100);
    assertThat(found.accuracy().interval().low()).isBetween(0.9, 1.0);
    assertThat(CascadeThreshold.of(votes, 0.5).value()).isLessThan(1.0);
  }

  @Test
  void neverBelievesTheCheapModelWhereNoShareReachesTheTarget() {
    List<Vote> votes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      votes.add(new Vote(1, i % 4 < 2));
    }
    CascadeThreshold none = CascadeThreshold.of(votes, 0.9);
    assertThat(none.value()).isEqualTo(CascadeThreshold.NEVER);
    assertThat(none.taken().successes()).isZero();
    // A few rows that happen to be right speak for nothing.
    assertThat(CascadeThreshold.of(List.of(new Vote(1, true), new Vote(1, true)), 0.9).value())
        .isEqualTo(CascadeThreshold.NEVER);
  }

  @Test
  void askingAKnownSampleVotesWithTheLoggedAnswer() {
    ScriptedAgent cheap = new ScriptedAgent();
    List<CascadeThreshold.Known> sample = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      sample.add(
          new CascadeThreshold.Known(
              row("q" + i, i % 4 < 3 ? "draft" : "old"),
              Message.assistant(i % 4 < 3 ? "draft" : "old")));
    }
    CascadeThreshold found =
        CascadeThreshold.find(cheap.agent(), RelabelSettings.DEFAULT, sample, 0.99);
    assertThat(found.value()).isEqualTo(1.0);
    assertThat(found.accuracy().share()).isEqualTo(1.0);
    assertThat(cheap.drafts).hasSize(240);
  }

  @Test
  void votesCountAnswersThatSayTheSame() {
    List<Message> answers =
        List.of(
            Message.assistant("{\"a\": 1}"),
            Message.assistant("b"),
            Message.assistant("{\"a\":1}"));
    Votes votes = Votes.of(answers).orElseThrow();
    assertThat(votes.answer()).isEqualTo(answers.get(0));
    assertThat(votes.majority()).isTrue();
    assertThat(Votes.of(answers.subList(0, 2)).orElseThrow().majority()).isFalse();
    assertThat(Votes.of(List.of())).isEmpty();
  }
}
