package dev.hone.cli.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatModels;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Message;
import dev.hone.chat.ModelUri;
import dev.hone.chat.Sampling;
import dev.hone.cli.pretraining.Draw;
import dev.hone.labels.Agent;
import dev.hone.labels.Agents;
import dev.hone.labels.CascadeThreshold;
import dev.hone.labels.CriteriaFinder;
import dev.hone.labels.OriginalAnswer;
import dev.hone.labels.RelabelMode;
import dev.hone.labels.RelabelSettings;
import dev.hone.labels.Relabelled;
import dev.hone.labels.Relabeller;
import dev.hone.verdicts.Criteria;
import dev.hone.verdicts.ExactMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SimulatedTeacherTest {
  private static final int ROWS = 600;
  private static final List<SampleExamples.SampleExample> SAMPLE =
      SampleExamples.of(3).subList(0, ROWS);
  private static final List<OriginalAnswer> ORIGINALS =
      SAMPLE.stream()
          .map(
              example ->
                  new OriginalAnswer(
                      example.ticket(),
                      List.of(
                          Message.system(SupportDesk.SYSTEM_PROMPT),
                          Message.user(example.ticket())),
                      null,
                      null,
                      Message.assistant(example.logged())))
          .toList();

  private final Agent teacher =
      new Agent(SimulatedTeacher.URI, ChatModels.open(ModelUri.parse(SimulatedTeacher.URI)), null);

  private static double right(List<Relabelled> relabelled, String part) {
    int right = 0;
    int all = 0;
    for (int i = 0; i < SAMPLE.size(); i++) {
      if (part.isEmpty() || SAMPLE.get(i).part().equals(part)) {
        all++;
        if (ExactMatch.matches(SAMPLE.get(i).truth(), relabelled.get(i).answer().text())) {
          right++;
        }
      }
    }
    return right / (double) all;
  }

  private Criteria criteria() {
    List<OriginalAnswer> probe = ORIGINALS.subList(0, 200);
    List<Relabelled> relabelled =
        Relabeller.of(Agents.of(teacher), Criteria.NONE, RelabelSettings.DEFAULT).relabel(probe);
    return CriteriaFinder.find(
            teacher,
            SupportDesk.SYSTEM_PROMPT,
            probe.subList(0, 5),
            CriteriaFinder.failures(probe, relabelled, 40),
            Criteria.NONE)
        .criteria();
  }

  @Test
  void readsEveryTicketOfTheSampleByItsText() {
    TicketReader reader = new TicketReader(Wordings.load());
    Draw draw = new Draw(11);
    for (int i = 0; i < 2_000; i++) {
      Ticket ticket = Ticket.draw(draw, Wordings.load(), i % 4 == 0);
      Optional<Ticket> read = reader.read("Hello? " + ticket.text());
      assertThat(read.map(Triage::truth)).as(ticket.text()).contains(Triage.truth(ticket));
    }
    assertThat(reader.read("What is the capital of France?")).isEmpty();
  }

  @Test
  void isRightThreeTimesInFourASampleAndItsLabelsAreRightNearlyAlways() {
    double draftRight = 0;
    for (int sample = 0; sample < 3; sample++) {
      for (int i = 0; i < ROWS; i++) {
        ChatRequest request =
            ChatRequest.of(ORIGINALS.get(i).messages(), Sampling.greedy()).withSample(sample);
        String said = teacher.model().submit(request).toCompletableFuture().join().message().text();
        draftRight += ExactMatch.matches(SAMPLE.get(i).truth(), said) ? 1.0 / ROWS / 3 : 0;
      }
    }
    Criteria criteria = criteria();
    assertThat(criteria.ids()).contains("gold-cancellation@v1", "order-number@v1");
    List<Relabelled> mended =
        Relabeller.of(Agents.of(teacher), criteria, RelabelSettings.DEFAULT).relabel(ORIGINALS);
    List<Relabelled> single =
        Relabeller.of(
                Agents.of(teacher),
                Criteria.NONE,
                RelabelSettings.DEFAULT.withMode(RelabelMode.SINGLE))
            .relabel(ORIGINALS);
    assertThat(draftRight).isBetween(0.70, 0.80);
    assertThat(right(mended, "")).isGreaterThan(0.97).isGreaterThan(right(single, ""));
    assertThat(right(mended, "systematic")).isGreaterThan(0.75);
  }

  @Test
  void aCascadeSetOnKnownRowsReachesItsTarget() {
    List<CascadeThreshold.Known> known = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      known.add(
          new CascadeThreshold.Known(ORIGINALS.get(i), Message.assistant(SAMPLE.get(i).truth())));
    }
    CascadeThreshold threshold =
        CascadeThreshold.find(teacher, RelabelSettings.DEFAULT, known, 0.95);
    assertThat(threshold.value()).isLessThanOrEqualTo(1);
    assertThat(threshold.taken().share()).isBetween(0.3, 0.9);
    assertThat(threshold.accuracy().interval().high()).isGreaterThan(0.95);
  }

  @Test
  void answersTheSameRequestTheSameAndKnowsNothingButTheSample() {
    ChatRequest request = ChatRequest.of(ORIGINALS.get(0).messages(), Sampling.greedy());
    assertThat(teacher.model().submit(request).toCompletableFuture().join())
        .isEqualTo(teacher.model().submit(request).toCompletableFuture().join());
    assertThatThrownBy(
            () ->
                teacher
                    .model()
                    .submit(
                        ChatRequest.of(
                            List.of(Message.user("What is the capital of France?")),
                            Sampling.greedy()))
                    .toCompletableFuture()
                    .join())
        .hasMessageContaining("only the tickets of the sample logs");
    assertThatThrownBy(() -> open("simulated:oracle"))
        .hasMessage("Unknown simulated model 'simulated:oracle'. There is simulated:teacher.");
  }

  private static void open(String uri) {
    try (ChatModel model = ChatModels.open(ModelUri.parse(uri))) {
      assertThat(model).isNotNull();
    }
  }
}
