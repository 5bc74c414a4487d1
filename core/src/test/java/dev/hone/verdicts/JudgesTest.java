package dev.hone.verdicts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.FencedText;
import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.chat.Usage;
import dev.hone.json.Json;
import dev.hone.verdicts.Verdict.Side;
import dev.hone.verdicts.Verdict.TieCause;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JudgesTest {
  private static final List<Message> ASKED = List.of(Message.user("Which queue?"));
  private static final Criteria CRITERIA =
      Criteria.NONE.revised("polite", "It is polite.").revised("order", "It names the order.");

  private static Case answer(String text) {
    return Case.of(ASKED, Message.assistant(text));
  }

  private static Case answer(String text, String reference) {
    return answer(text).withReference(Message.assistant(reference));
  }

  private static SayingModel saying(String reply) {
    return new SayingModel(request -> reply);
  }

  @Test
  void criteriaAreCheckedEachAndAnAnswerPassesThatKeepsAll() {
    String reply =
        "{\"checks\": [{\"criterion\": \"polite@v1\", \"reason\": \"yes\", \"pass\": true},"
            + " {\"criterion\": \"order@v1\", \"reason\": \"none\", \"pass\": false}]}";
    Judged judged = CriteriaChecks.of(CRITERIA).with(saying(reply)).judge(answer("hello"));
    assertThat(judged.verdict().outcome()).isEqualTo("fail");
    assertThat(judged.verdict().scoreIfReadable()).hasValue(0.5);
    assertThat(judged.verdict().reasonText()).isEqualTo("order@v1: none");
    assertThat(judged.partsJson())
        .contains(
            "{\"judge\":\"order@v1\",\"outcome\":\"fail\",\"score\":0.0,\"reason\":\"none\"}");
    assertThat(judged.usage()).isEqualTo(Usage.of(1, 1));
    assertThatThrownBy(() -> CriteriaChecks.of(Criteria.NONE).with(saying("")))
        .hasMessageStartingWith("There is no criterion to judge by.");
  }

  @Test
  void aCheckOfOtherCriteriaIsNone() {
    String good = "{\"criterion\": \"polite@v1\", \"reason\": \"\", \"pass\": true}";
    for (String checks :
        List.of(
            good,
            good + "," + good,
            good + "," + good.replace("polite@v1", "other@v1"),
            good + "," + good.replace("polite@v1", "order@v1").replace("true", "\"yes\""))) {
      Verdict verdict =
          CriteriaChecks.of(CRITERIA)
              .with(saying("{\"checks\": [" + checks + "]}"))
              .judge(answer("hello"))
              .verdict();
      assertThat(verdict).as(checks).isInstanceOf(Verdict.Unreadable.class);
    }
  }

  @Test
  void aPromptOfOnesOwnNamesTheTextsAndNeverHoldsThem() {
    SayingModel model = saying("{\"reason\": \"rude\", \"pass\": false}");
    Judge judge =
        PromptCheck.of("tone@v2", "Is {{ answer }} friendly, given {{inputs}}?").with(model);
    Judged judged = judge.judge(answer("no {{reference}}"));
    assertThat(judged.judge()).isEqualTo("tone@v2");
    assertThat(judged.verdict()).isEqualTo(new Verdict.Scored(0, false, "rude"));
    assertThat(model.asked.get(0).messages().get(0).text())
        .startsWith("Is the text ANSWER friendly, given the text CONVERSATION?")
        .doesNotContain("no {{");
    assertThat(FencedText.read(model.asked.get(0), JudgePrompt.ANSWER))
        .isEqualTo("no {{reference}}");
    assertThatThrownBy(() -> PromptCheck.of("x", "Is {{output}} right?").with(model))
        .hasMessageStartingWith("The judge's prompt names {{output}}. There are [answer,");
    assertThatThrownBy(() -> PromptCheck.of("x", " ").with(model))
        .hasMessageStartingWith("The judge's prompt is blank.");
    assertThat(
            PromptCheck.of("x", "ok?").with(saying("{\"pass\": 1}")).judge(answer("a")).verdict())
        .isEqualTo(new Verdict.Unreadable("{\"pass\": 1}"));
  }

  @Test
  void aJudgeByReferenceAsksOnlyWhereThereIsOne() {
    SayingModel model = saying("{\"reason\": \"same\", \"pass\": true}");
    List<Judged> judged =
        PromptCheck.reference()
            .with(model)
            .judge(List.of(answer("a"), answer("b", "c"), answer("d")));
    assertThat(judged)
        .extracting(one -> one.verdict().outcome())
        .containsExactly("failed", "pass", "failed");
    assertThat(model.asked).hasSize(1);
    assertThat(judged.get(0).calls()).isZero();
  }

  @Test
  void ratingsGoFromOneToFiveAndFourPasses() {
    for (int rating = 1; rating <= 5; rating++) {
      Verdict verdict =
          Rating.of()
              .with(saying("{\"reason\": \"\", \"rating\": " + rating + "}"))
              .judge(answer("a"))
              .verdict();
      assertThat(verdict).isEqualTo(new Verdict.Scored((rating - 1) / 4.0, rating >= 4, ""));
    }
    for (String reply :
        List.of("{\"rating\": 6}", "{\"rating\": 4.5}", "{\"rating\": \"4\"}", "4")) {
      assertThat(Rating.of().with(saying(reply)).judge(answer("a")).verdict())
          .as(reply)
          .isInstanceOf(Verdict.Unreadable.class);
    }
  }

  /** 4 with 60%, 5 with 30%, 3 with 5%; 2 below 1% and a word that is no rating do not count. */
  @Test
  void ratingsAreWeighedByTheirProbabilityWhereItIsTold() {
    SayingModel model = saying("{\"reason\": \"\", \"rating\": 4}");
    Judge judge = Rating.of().weighted().with(model);
    assertThat(judge.judge(answer("a")).verdict().scoreIfReadable()).hasValue(0.75);
    assertThat(model.asked.get(0).moreJson()).contains("\"top_logprobs\":20");
    model.logprobsJson =
        "{\"content\": ["
            + token("{\"reason\": \"", 1)
            + ","
            + token("\", \"", 1)
            + ","
            + token("rating", 1)
            + ","
            + token("\":", 1)
            + ",{\"token\": \" 4\", \"logprob\": -0.5, \"top_logprobs\": ["
            + token(" 4", 0.6)
            + ","
            + token(" 5", 0.3)
            + ","
            + token("3", 0.05)
            + ","
            + token("2", 0.005)
            + ","
            + token("four", 0.04)
            + "]},"
            + token("}", 1)
            + "]}";
    double mean = (4 * 0.6 + 5 * 0.3 + 3 * 0.05) / 0.95;
    assertThat(judge.judge(answer("a")).verdict().scoreIfReadable().orElseThrow())
        .isCloseTo((mean - 1) / 4, within(1e-9));
    assertThat(Rating.of().with(model).judge(answer("a")).verdict().scoreIfReadable())
        .hasValue(0.75);
    model.logprobsJson = "{\"content\": []}";
    assertThat(judge.judge(answer("a")).verdict().scoreIfReadable()).hasValue(0.75);
  }

  private static String token(String text, double probability) {
    return "{\"token\": "
        + Json.write(TextNode.valueOf(text))
        + ", \"logprob\": "
        + Math.log(probability)
        + "}";
  }

  /** Scores by length, with a bonus for the first place. */
  private static String byLength(ChatRequest request) {
    StringBuilder out = new StringBuilder();
    for (int i = 1; ; i++) {
      String text = FencedText.read(request, JudgePrompt.ANSWER + " " + i);
      if (text == null) {
        return "{\"scores\": [" + out + "]}";
      }
      out.append(i == 1 ? "" : ",")
          .append("{\"answer\": ")
          .append(i)
          .append(", \"reason\": \"r\", \"score\": ")
          .append(text.length() / 100.0 + (i == 1 ? 0.2 : 0))
          .append('}');
    }
  }

  @Test
  void aGroupIsScoredInBothOrdersAndTheSameAnswersAlike() {
    SayingModel model = new SayingModel(JudgesTest::byLength);
    Case group =
        new Case(
            ASKED,
            null,
            null,
            null,
            List.of(
                Message.assistant("x".repeat(50)),
                Message.assistant("y".repeat(30)),
                Message.assistant("x".repeat(50))));
    Judged judged = GroupRanking.of().with(model).judge(group);
    Verdict.Ranked ranked = (Verdict.Ranked) judged.verdict();
    assertThat(ranked.scores().get(0)).isCloseTo(0.6, within(1e-9));
    assertThat(ranked.scores().get(1)).isCloseTo(0.4, within(1e-9));
    assertThat(ranked.scores().get(2)).isEqualTo(ranked.scores().get(0));
    assertThat(model.asked).hasSize(2);
    assertThat(ranked.scoreIfReadable()).isEmpty();
    for (String reply :
        List.of(
            "{\"scores\": []}",
            "{\"scores\": [{\"answer\": 1, \"score\": 1}, {\"answer\": 1, \"score\": 0}]}",
            "{\"scores\": [{\"answer\": 1, \"score\": 2}, {\"answer\": 2, \"score\": 0}]}",
            "{\"scores\": [{\"answer\": 0, \"score\": 1}, {\"answer\": 3, \"score\": 0}]}")) {
      assertThat(GroupRanking.of().with(saying(reply)).judge(group).verdict())
          .as(reply)
          .isInstanceOf(Verdict.Unreadable.class);
    }
  }

  private static Judge always(Verdict verdict) {
    return RuleJudge.of(verdict.outcome(), one -> verdict);
  }

  private static Verdict jury(Verdict... verdicts) {
    return Jury.of("jury@v1", List.of(verdicts).stream().map(JudgesTest::always).toList())
        .judge(answer("a"))
        .verdict();
  }

  @Test
  void aJuryOfPairsNeedsMostVotes() {
    Verdict first = new Verdict.Preferred(Side.FIRST, "f");
    Verdict second = new Verdict.Preferred(Side.SECOND, "s");
    Verdict tie = new Verdict.Tied(TieCause.SAID, "t");
    Verdict failed = new Verdict.Failed("no quota");
    assertThat(jury(first, second, first).outcome()).isEqualTo("first");
    assertThat(jury(first, second, tie).outcome()).isEqualTo("tie_divided");
    assertThat(jury(first, second).outcome()).isEqualTo("tie_divided");
    assertThat(jury(second, failed).outcome()).isEqualTo("second");
    assertThat(jury(tie, tie).outcome()).isEqualTo("tie");
    assertThat(jury(failed, failed).outcome()).isEqualTo("failed");
    assertThat(jury(first, second, first).reasonText())
        .isEqualTo("first (first): f\nsecond (second): s\nfirst (first): f");
    assertThat(jury(first, new Verdict.Scored(1, true, "")).reasonText())
        .isEqualTo("the jurors give verdicts of different kinds: first, pass");
    assertThatThrownBy(() -> Jury.of("one", List.of(always(first))))
        .hasMessage("A jury needs at least two jurors; 'one' has 1.");
  }

  @Test
  void aJuryPassesWhatMostPassAndCriterionByCriterion() {
    Verdict good = new Verdict.Scored(0.9, true, "g");
    Verdict bad = new Verdict.Scored(0.2, false, "b");
    assertThat(jury(good, bad).outcome()).isEqualTo("fail");
    assertThat(jury(good, bad, good).outcome()).isEqualTo("pass");
    assertThat(jury(good, bad, good).scoreIfReadable().orElseThrow())
        .isCloseTo(2.0 / 3, within(1e-9));
    Verdict one =
        new Verdict.Checked(
            List.of(new Verdict.Check("a@v1", true, ""), new Verdict.Check("b@v1", false, "x")));
    Verdict other =
        new Verdict.Checked(
            List.of(new Verdict.Check("a@v1", true, ""), new Verdict.Check("b@v1", true, "")));
    assertThat(((Verdict.Checked) jury(one, other, other)).failed()).isEmpty();
    assertThat(((Verdict.Checked) jury(one, other)).failed()).containsExactly("b@v1");
    Verdict ranked = new Verdict.Ranked(List.of(1.0, 0.0), "");
    Verdict reverse = new Verdict.Ranked(List.of(0.5, 1.0), "");
    assertThat(((Verdict.Ranked) jury(ranked, reverse)).scores()).containsExactly(0.75, 0.5);
  }

  @Test
  void rulesJudgeWithoutAModel() {
    assertThat(outcome(RuleJudge.exact(), answer("{\"a\":1}", "{\"a\": 1}"))).isEqualTo("pass");
    assertThat(outcome(RuleJudge.exact(), answer("a"))).isEqualTo("failed");
    assertThat(RuleJudge.fields().judge(answer("{\"a\":1,\"b\":3}", "{\"a\":1,\"b\":2}")).verdict())
        .isEqualTo(new Verdict.Scored(0.5, false, "differs in /b"));
    assertThat(outcome(RuleJudge.regex("^[A-Z]+$"), answer("LAW"))).isEqualTo("pass");
    assertThat(outcome(RuleJudge.regex("^[A-Z]+$"), answer("law"))).isEqualTo("fail");
    assertThat(RuleJudge.regex("(a|aa)+\\1$").judge(answer("a".repeat(60) + "!")).verdict())
        .isEqualTo(new Verdict.Failed("The pattern takes too many steps."));
    assertThatThrownBy(() -> RuleJudge.regex("(")).hasMessageStartingWith("Invalid pattern '(': ");
    String schema = "{\"type\":\"object\",\"required\":[\"queue\"]}";
    assertThat(outcome(RuleJudge.schema(schema), answer("{\"queue\":1}"))).isEqualTo("pass");
    assertThat(outcome(RuleJudge.schema(schema), answer("{}"))).isEqualTo("fail");
    assertThatThrownBy(() -> RuleJudge.schema("[]")).hasMessageStartingWith("Invalid schema:");
    Case json = answer("no").withForm(null, "{\"type\":\"json_object\"}");
    assertThat(outcome(RuleJudge.form(), json)).isEqualTo("fail");
    assertThat(outcome(RuleJudge.form(), answer("no"))).isEqualTo("pass");
    Judge own =
        RuleJudge.of(
            "short@v1",
            one -> {
              if (one.answer().text().isEmpty()) {
                throw new IllegalStateException("nothing to measure");
              }
              boolean brief = one.answer().text().length() < 5;
              return new Verdict.Scored(brief ? 1 : 0, brief, "");
            });
    assertThat(outcome(own, answer("abc"))).isEqualTo("pass");
    assertThat(own.judge(answer("")).verdict()).isEqualTo(new Verdict.Failed("nothing to measure"));
  }

  private static String outcome(Judge judge, Case one) {
    return judge.judge(one).verdict().outcome();
  }

  private static double tools(@Nullable String expected, @Nullable String... actual) {
    List<ToolCall> wanted =
        expected == null ? List.of() : List.of(new ToolCall("1", "book", expected));
    List<ToolCall> called = Arrays.stream(actual).map(a -> new ToolCall("2", "book", a)).toList();
    return ToolCallMatch.score(wanted, called);
  }

  /** OpenPipe's rule, case by case. */
  @Test
  void toolCallsAreComparedByTheirTopLevelArguments() {
    assertThat(tools("{\"a\":1,\"b\":{\"c\":[2]}}", "{\"b\":{\"c\":[2.0]},\"a\":1}")).isEqualTo(1);
    assertThat(tools("{\"a\":1,\"b\":{\"c\":2}}", "{\"a\":1,\"b\":{\"c\":3}}")).isEqualTo(0.5);
    assertThat(tools("{\"a\":1}", "{\"a\":1,\"extra\":2}")).isEqualTo(1);
    assertThat(tools("{\"a\":1}", "{\"a\":2}", "{\"a\":1}")).isEqualTo(1);
    assertThat(tools("{}", "{}")).isEqualTo(1);
    assertThat(tools("", "{}")).isEqualTo(1);
    assertThat(tools("{}", "{\"a\":1}")).isZero();
    assertThat(tools("{\"a\":1}", "{}")).isZero();
    assertThat(tools("{\"a\":1}", "not json")).isZero();
    assertThat(tools("not json", "{\"a\":1}")).isEqualTo(1);
    assertThat(tools("{\"a\":1}")).isZero();
    assertThat(tools(null, "{\"a\":1}")).isZero();
    assertThat(tools(null)).isEqualTo(1);
    Message expected = Message.calling(List.of(new ToolCall("1", "book", "{\"a\":1}")));
    Message other = Message.calling(List.of(new ToolCall("1", "cancel", "{\"a\":1}")));
    assertThat(RuleJudge.toolCalls().judge(Case.of(ASKED, other).withReference(expected)).verdict())
        .isEqualTo(new Verdict.Scored(0, false, "0% of arguments"));
  }

  @Test
  void theScriptedJudgeRatesAndPassesByTheReference() {
    ScriptedJudge scripted = new ScriptedJudge();
    Case half = answer("{\"a\":1,\"b\":3}", "{\"a\":1,\"b\":2}");
    assertThat(Rating.of().with(scripted).judge(half).verdict().scoreIfReadable()).hasValue(0.5);
    assertThat(outcome(PromptCheck.reference().with(scripted), half)).isEqualTo("fail");
    assertThat(outcome(PromptCheck.reference().with(scripted), answer("x", "x"))).isEqualTo("pass");
    assertThat(outcome(CriteriaChecks.of(CRITERIA).with(scripted), answer("x")))
        .isEqualTo("failed");
  }

  @Test
  void aTextNamesAJudge() {
    JudgeSpec jury = new JudgeSpec(JudgeKind.PAIRWISE, List.of("scripted:judge", "openai:x"), "");
    assertThat(jury.name()).isEqualTo("pairwise/scripted:judge+openai:x");
    Case pair =
        Case.pair(ASKED, Message.assistant("a"), Message.assistant("b"))
            .withReference(Message.assistant("a"));
    Judged judged = jury.open(uri -> new ScriptedJudge()).judge(pair);
    assertThat(judged.verdict().outcome()).isEqualTo("first");
    assertThat(judged.calls()).isEqualTo(4);
    assertThat(judged.parts())
        .extracting(Judged::judge)
        .containsExactly("pairwise/scripted:judge", "pairwise/openai:x");
    assertThat(outcome(JudgeSpec.ofRule("regex", "a+").open(uri -> null), answer("caat")))
        .isEqualTo("pass");
    for (JudgeKind kind : JudgeKind.values()) {
      assertThat(JudgeKind.of(kind.text())).isEqualTo(kind);
    }
  }

  /** Passes what thanks; cannot stand questions. */
  public static final class Thanks implements Judge {
    @Override
    public String name() {
      return "thanks@v1";
    }

    @Override
    public List<Judged> judge(List<Case> cases) {
      return cases.stream().map(one -> Judged.free(name(), verdict(one.answer().text()))).toList();
    }

    private static Verdict verdict(String text) {
      if (text.endsWith("?")) {
        throw new IllegalStateException("a question");
      }
      boolean thanks = text.contains("thank");
      return new Verdict.Scored(thanks ? 1 : 0, thanks, "");
    }
  }

  /** No judge. */
  public static final class NoJudge {}

  @Test
  void aClassOfOnesOwnJudgesAndWhatItThrowsSpoilsOneVerdict() {
    Judge judge = JudgeSpec.ofRule("class", Thanks.class.getName()).open(uri -> null);
    List<Judged> judged =
        judge.judge(List.of(answer("thanks"), answer("why?"), answer("bye"), answer("thank you")));
    assertThat(judged)
        .extracting(one -> one.verdict().outcome())
        .containsExactly("pass", "failed", "fail", "pass");
    assertThat(judged).extracting(Judged::judge).containsOnly("thanks@v1");
    assertThat(judged.get(1).verdict().reasonText()).isEqualTo("a question");
    for (String[] wrong :
        new String[][] {
          {"com.example.Missing", "it is not on the class path"},
          {NoJudge.class.getName(), "it does not implement dev.hone.verdicts.Judge"},
          {RuleJudge.class.getName(), "a public constructor that takes no arguments"}
        }) {
      assertThatThrownBy(() -> JudgeSpec.ofRule("class", wrong[0]))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("Cannot judge by the class '" + wrong[0] + "'")
          .hasMessageContaining(wrong[1]);
    }
  }

  @Test
  void saysAllThatIsWrongWithAJudgeThatIsNamed() {
    assertThatThrownBy(() -> new JudgeSpec(JudgeKind.PROMPT, List.of(), " "))
        .hasMessage(
            "The judge 'prompt' asks a model; name one, such as openai:NAME."
                + " The judge 'prompt' needs a text to judge by; there is none.");
    assertThatThrownBy(() -> new JudgeSpec(JudgeKind.EXACT, List.of("openai:x"), "y"))
        .hasMessage(
            "The judge 'exact' is a rule and asks no model; name none."
                + " The judge 'exact' takes no text to judge by; leave it out.");
    assertThatThrownBy(() -> new JudgeSpec(JudgeKind.CRITERIA, List.of("openai:x"), "polite"))
        .hasMessageStartingWith("Invalid criteria: not a JSON array.");
    assertThatThrownBy(() -> new JudgeSpec(JudgeKind.RATING, List.of("no uri"), ""))
        .hasMessageContaining("no uri");
    assertThatThrownBy(() -> JudgeKind.of("best"))
        .hasMessage(
            "Unknown judge 'best'. There are exact, json-fields, tool-calls, form, schema, regex,"
                + " sql, class, prompt, reference, criteria, rating, weighted-rating, pairwise.");
  }
}
