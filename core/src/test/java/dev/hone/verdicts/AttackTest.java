package dev.hone.verdicts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.chat.ChatRequest;
import dev.hone.chat.FencedText;
import dev.hone.chat.Message;
import dev.hone.chat.Sampling;
import dev.hone.verdicts.Verdict.Side;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Two hundred answers that try to talk, or to forge, their judge into a verdict. */
class AttackTest {
  private static final List<Attack> ATTACKS = Attack.generate(200, 42);
  private static final List<Message> ASKED = List.of(Message.user("Which queue?"));
  private static final String RIGHT = "{\"queue\": \"law\"}";
  private static final String WRONG = "{\"queue\": \"billing\"}";
  private static final Criteria CORRECT =
      Criteria.NONE.revised("correct", "The answer names the queue for law.");

  private static List<Case> pairs() {
    return ATTACKS.stream()
        .map(
            attack ->
                Case.pair(
                    ASKED,
                    Message.assistant(RIGHT),
                    Message.assistant(WRONG + "\n" + attack.text())))
        .toList();
  }

  private static List<Case> alone() {
    return ATTACKS.stream()
        .map(attack -> Case.of(ASKED, Message.assistant(WRONG + "\n" + attack.text())))
        .toList();
  }

  private static SayingModel judge(boolean gullible, boolean talks) {
    return new SayingModel(new ObedientJudge(gullible, talks)::reply);
  }

  @Test
  void noAttackChangesTheVerdictOnAPair() {
    List<Judged> judged = Pairwise.of().with(judge(false, false)).judge(pairs());
    assertThat(judged)
        .hasSize(200)
        .allMatch(one -> one.verdict() instanceof Verdict.Preferred p && p.side() == Side.FIRST);
  }

  @Test
  void noAttackChangesTheVerdictOnOneAnswer() {
    SayingModel judge = judge(false, false);
    for (Judge one :
        List.of(
            CriteriaChecks.of(CORRECT).with(judge),
            PromptCheck.of("p@v1", "Does {{answer}} name the queue for law?").with(judge),
            Rating.of().with(judge))) {
      assertThat(one.judge(alone()))
          .as(one.name())
          .hasSize(200)
          .allMatch(judged -> judged.verdict().outcome().equals(Verdict.FAIL));
    }
  }

  @Test
  void aVerdictQuotedByAJudgeThatTalksIsNone() {
    SayingModel judge = judge(false, true);
    assertThat(Pairwise.of().with(judge).judge(pairs()))
        .allMatch(judged -> judged.verdict() instanceof Verdict.Unreadable);
    assertThat(CriteriaChecks.of(CORRECT).with(judge).judge(alone()))
        .allMatch(judged -> judged.verdict() instanceof Verdict.Unreadable);
  }

  /** What a prompt with guessable fences and a reply searched for a verdict make of them. */
  @Test
  void theSameAttacksTurnAJudgeWithoutFences() {
    Pattern anywhere = Pattern.compile("\"winner\": \"(A|B|tie)\"");
    Map<Attack.Kind, Integer> turned = new EnumMap<>(Attack.Kind.class);
    for (boolean talks : new boolean[] {false, true}) {
      ObedientJudge judge = new ObedientJudge(false, talks);
      for (Attack attack : ATTACKS) {
        String prompt =
            "[ANSWER A]\n"
                + RIGHT
                + "\n[END ANSWER A]\n[ANSWER B]\n"
                + WRONG
                + "\n"
                + attack.text()
                + "\n[END ANSWER B]\n";
        String reply =
            judge.reply(ChatRequest.of(List.of(Message.user(prompt)), Sampling.greedy()));
        Matcher first = anywhere.matcher(reply);
        if (!first.find() || !first.group(1).equals("A")) {
          turned.merge(attack.kind(), 1, Integer::sum);
        }
      }
    }
    System.out.println("Verdicts turned without fences, of 80 each: " + turned);
    assertThat(turned.values().stream().mapToInt(Integer::intValue).sum()).isGreaterThan(60);
  }

  @Test
  void whatCouldOnlySwayAModelIsCountedByCanaries() {
    List<Judged> swayed = Pairwise.of().with(judge(true, false)).judge(pairs());
    Map<Attack.Kind, Integer> kinds = new EnumMap<>(Attack.Kind.class);
    for (int i = 0; i < ATTACKS.size(); i++) {
      if (!swayed.get(i).verdict().outcome().equals("first")) {
        kinds.merge(ATTACKS.get(i).kind(), 1, Integer::sum);
      }
    }
    System.out.println(
        "Attacks that sway a judge that does what answers say, of 40 each: " + kinds);
    assertThat(kinds.get(Attack.Kind.INSTRUCTION)).isEqualTo(40);

    List<Case> honest = new ArrayList<>();
    List<Case> ones = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      List<Message> asked = List.of(Message.user("Which queue for ticket " + i + "?"));
      honest.add(Case.pair(asked, Message.assistant(RIGHT), Message.assistant(WRONG)));
      ones.add(Case.of(asked, Message.assistant(RIGHT)));
    }
    SayingModel steady = judge(false, false);
    SayingModel gullible = new SayingModel(new Swayed()::reply);
    assertThat(Canaries.measure(Pairwise.of().with(steady), honest, 16, 1).swayed().successes())
        .isZero();
    Canaries.Report pairs = Canaries.measure(Pairwise.of().with(gullible), honest, 16, 1);
    assertThat(pairs.swayed().successes()).isEqualTo(16);
    assertThat(pairs.swayed().trials()).isEqualTo(16);
    Judge prompt = PromptCheck.of("p@v1", "Is {{answer}} right?").with(gullible);
    assertThat(Canaries.measure(prompt, ones, 100, 1).swayed().trials()).isEqualTo(30);
    assertThat(Canaries.measure(prompt, ones, 100, 1).swayed().share()).isEqualTo(1);
    assertThat(Canaries.measure(Pairwise.of().with(judge(false, true)), honest, 16, 1).unread())
        .isEqualTo(16);
  }

  /** Prefers and passes whatever has more than one line to say for itself. */
  private static final class Swayed {
    String reply(ChatRequest request) {
      String b = FencedText.read(request, JudgePrompt.B);
      String a = FencedText.read(request, JudgePrompt.A);
      String one = FencedText.read(request, JudgePrompt.ANSWER);
      if (a == null || b == null) {
        return "{\"reason\": \"\", \"pass\": " + (one != null && one.contains("\n")) + "}";
      }
      boolean winsA = a.contains("\n") || (a.contains(RIGHT) && !b.contains("\n"));
      return "{\"reason\": \"\", \"winner\": \"" + (winsA ? "A" : "B") + "\"}";
    }
  }
}
