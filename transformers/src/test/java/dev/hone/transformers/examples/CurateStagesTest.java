package dev.hone.transformers.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.adapters.PromptEdits;
import dev.hone.calls.CallDraft;
import dev.hone.calls.LoggedCall;
import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.examples.PruneRules;
import dev.hone.redaction.Mode;
import dev.hone.spark.calls.Calls;
import dev.hone.spark.examples.Examples;
import dev.hone.spark.home.ExamplesTable;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.home.PromptRules;
import dev.hone.spark.testing.LocalSpark;
import dev.hone.transformers.SampleCalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Redacting, filtering, selecting, feedback and pairs, on a handful of calls each. */
class CurateStagesTest {
  @TempDir Path folder;

  /** A call of a user and session, asked at that second. */
  private static LoggedCall call(
      String id, int second, @Nullable String user, String question, Message answer) {
    CallDraft call =
        CallDraft.of("desk", "row-" + id)
            .id(id)
            .epochMillis(1_700_000_000_000L + 1000L * second)
            .model("openai", second % 2 == 0 ? "gpt-4.1" : "gpt-4.1-mini")
            .messages(List.of(Message.user(question)))
            .completion(answer, "stop")
            .tag("task", second % 3 == 0 ? "refund" : "other");
    return (user == null ? call : call.sessionId("session of " + user).userId(user)).toCall();
  }

  private static Dataset<Row> examples(List<LoggedCall> calls) {
    return new MakeExamples().transform(SampleCalls.of(calls));
  }

  private static Map<String, @Nullable String> dropped(Dataset<Row> rows) {
    Map<String, @Nullable String> dropped = new TreeMap<>();
    for (Row row : rows.select("call_id", "dropped").collectAsList()) {
      dropped.put(row.getString(0), row.getString(1));
    }
    return dropped;
  }

  @Test
  void redactsMessagesToolsAnswerAndPromptAlike() {
    Message sending =
        Message.calling(List.of(new ToolCall("1", "send", "{\"to\":\"ann@example.com\"}")));
    Dataset<Row> examples =
        examples(
            List.of(
                call("mail", 1, null, "I am ann@example.com", sending),
                call("card", 2, null, "Charge 4111 1111 1111 1111", Message.assistant("done")),
                call("none", 3, null, "Hello", Message.assistant("hi"))));
    RedactExamples redact = new RedactExamples().setModeOf("card", "drop");
    Dataset<Row> redacted = redact.transform(examples);
    Row mail = redacted.filter("call_id = 'mail'").first();
    assertThat(ExamplesTable.from(mail).messages()).containsExactly(Message.user("I am [EMAIL_1]"));
    assertThat(MessageRows.list(mail, "prompt")).containsExactly(Message.user("I am [EMAIL_1]"));
    assertThat(ExamplesTable.from(mail).answer())
        .isEqualTo(Message.calling(List.of(new ToolCall("1", "send", "{\"to\":\"[EMAIL_1]\"}"))));
    assertThat(mail.<String, Integer>getJavaMap(mail.fieldIndex("personal_data")))
        .isEqualTo(Map.of("email", 2));
    assertThat(ExamplesTable.from(mail).provenance().rules())
        .singleElement()
        .asString()
        .isEqualTo("RedactExamples {\"mode\":\"mask\",\"modes\":[\"card=drop\"]}");
    Map<String, @Nullable String> reasons = dropped(redacted);
    assertThat(reasons.get("card")).isEqualTo("holds personal data: card");
    assertThat(reasons.get("mail")).isNull();
    assertThat(reasons.get("none")).isNull();
    Dataset<Row> pruned =
        PruneExamplesModel.of(new PruneRules(List.of("Hello"))).transform(redacted);
    assertThat(PromptRules.of(pruned.schema(), "prompt"))
        .as("what a model tuned on these prompts must do to its requests")
        .isEqualTo(new PromptEdits(redact.redaction(), new PruneRules(List.of("Hello"))));
    assertThat(redact.redaction().modes())
        .containsEntry("card", Mode.DROP)
        .containsEntry("email", Mode.MASK);
    Row marked =
        new RedactExamples().setMode("mark").transform(examples).filter("call_id = 'mail'").first();
    assertThat(ExamplesTable.from(marked).messages())
        .containsExactly(Message.user("I am ann@example.com"));
    assertThatThrownBy(() -> redact.setModes("mail=hide").transform(examples))
        .hasMessageContaining("mail=hide")
        .hasMessageContaining("email");
  }

  @Test
  void filtersByConditionsInSqlAndByAgreement() {
    Dataset<Row> examples =
        examples(
            List.of(
                call("a1", 1, null, "Same?", Message.assistant("yes")),
                call("a2", 2, null, "Same?", Message.assistant("yes ")),
                call("a3", 3, null, "Same?", Message.assistant("no")),
                call("b", 4, null, "Other?", Message.assistant("no")),
                call("refused", 5, null, "Bad?", Message.assistant("I can't help with that."))));
    FilterExamples filter =
        new FilterExamples()
            .addPredicate("other task only", "tags['task'] = 'other'")
            .setMinAgreement(0.5);
    Map<String, @Nullable String> reasons = dropped(filter.transform(examples));
    assertThat(reasons.get("a1")).isNull();
    assertThat(reasons.get("a3")).as("second 3 is a refund").isEqualTo("other task only");
    assertThat(reasons.get("b")).isNull();
    assertThat(reasons.get("refused")).isEqualTo("answer is a refusal");
    assertThat(dropped(new FilterExamples().setMinAgreement(0.5).transform(examples)).get("a3"))
        .isEqualTo(FilterExamples.DISAGREES);
    assertThatThrownBy(
            () -> new FilterExamples().addPredicate("typo", "tagz = 1").transform(examples))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Invalid condition 'typo'")
        .hasMessageContaining("tagz");
    assertThatThrownBy(
            () ->
                new FilterExamples()
                    .setLanguages("xx")
                    .setMaxPromptTokens(5)
                    .setPredicates("nothing")
                    .transform(examples))
        .hasMessageContaining("Unknown language 'xx'")
        .hasMessageContaining("Set baseModel")
        .hasMessageContaining("Invalid entry 'nothing'");
  }

  @Test
  void selectsASampleTheSameEveryTimeAndCapsAndBoosts() {
    List<LoggedCall> calls = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      calls.add(call("c" + i, i, i % 4 == 0 ? null : "u" + i % 2, "Q" + i, Message.assistant("A")));
    }
    Dataset<Row> examples = examples(calls);
    Map<String, @Nullable String> half =
        dropped(new SelectExamples().setSampleShare(0.5).transform(examples.repartition(3)));
    Map<String, @Nullable String> most =
        dropped(new SelectExamples().setSampleShare(0.8).transform(examples));
    assertThat(half).hasSize(60);
    assertThat(half.values().stream().filter(reason -> reason == null).count()).isBetween(18L, 42L);
    half.forEach(
        (id, reason) -> {
          if (reason == null) {
            assertThat(most.get(id)).as("%s is in the larger sample too", id).isNull();
          }
        });

    Dataset<Row> capped =
        new SelectExamples()
            .addCap(5, "user_id")
            .addBoost(3, "tags['task'] = 'refund'")
            .setModels("gpt-4.1")
            .setTags("task")
            .transform(examples)
            .cache();
    assertThat(capped.filter("dropped = 'model is not selected'").count()).isEqualTo(30);
    assertThat(capped.filter("dropped IS NULL AND user_id IS NULL").count())
        .as("no user, no cap")
        .isEqualTo(15);
    assertThat(capped.filter("dropped IS NULL AND user_id = 'u0'").count()).isEqualTo(5);
    assertThat(capped.filter("dropped = 'beyond the cap of 5 by user_id'").count()).isEqualTo(10);
    assertThat(
            capped.filter("dropped IS NULL AND (weight = 3) != (tags['task'] = 'refund')").count())
        .isZero();
    assertThatThrownBy(
            () ->
                new SelectExamples()
                    .setCaps("user_id: 3")
                    .setRatings("great")
                    .setMaxPerStratum(3)
                    .transform(examples))
        .hasMessageContaining("Invalid entry 'user_id: 3'")
        .hasMessageContaining("great")
        .hasMessageContaining("stratum");
  }

  @Test
  void selectsByTimeAndStratumAndCapsSessionsAndTemplates() {
    List<LoggedCall> calls = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      calls.add(call("c" + i, i, "u" + i % 10, "Q" + i, Message.assistant("A")));
    }
    Dataset<Row> examples = examples(calls);
    SelectExamples few = new SelectExamples().setStratum("model").setMaxPerStratum(4);
    Dataset<Row> once = few.transform(examples).filter("dropped IS NULL");
    assertThat(once.groupBy("model").count().collectAsList())
        .containsExactlyInAnyOrder(
            RowFactory.create("gpt-4.1", 4L), RowFactory.create("gpt-4.1-mini", 4L));
    assertThat(dropped(few.transform(examples.repartition(3))))
        .as("the same ones, wherever they lie")
        .isEqualTo(dropped(few.transform(examples)));

    Dataset<Row> window =
        new SelectExamples()
            .setFrom("2023-11-14T22:13:30Z") // ten seconds after the first call
            .setUntil("2023-11-14T22:14:00Z")
            .transform(examples);
    assertThat(window.filter("dropped IS NULL").count()).isEqualTo(30);

    Dataset<Row> capped =
        new SelectExamples()
            .addCap(2, "session_id")
            .addCap(7, "task")
            .transform(examples.withColumn("task", functions.expr("tags['task']")))
            .cache();
    assertThat(capped.filter("dropped = 'beyond the cap of 2 by session_id'").count())
        .isEqualTo(40);
    assertThat(capped.filter("dropped IS NULL").groupBy("task").count().filter("count > 7").count())
        .isZero();
    assertThat(capped.filter("dropped = 'beyond the cap of 7 by task'").count()).isPositive();
    assertThat(capped.count()).isEqualTo(60);
  }

  @Test
  void feedbackJoinsInAndPairsAreMined() {
    Dataset<Row> examples =
        examples(
            List.of(
                call("first", 1, "ann", "Where is it?", Message.assistant("No idea.")),
                call("second", 2, "ann", "Where is it?", Message.assistant("On its way.")),
                call("up", 3, "bob", "Why?", Message.assistant("Because.")),
                call("down", 4, "cem", "Why?", Message.assistant("Dunno.")),
                call("edited", 5, null, "Who?", Message.assistant("Me"))));
    String feedback = folder.resolve("feedback").toString();
    LocalSpark.session()
        .createDataFrame(
            List.of(
                RowFactory.create("row-up", "thumbs_up", null),
                RowFactory.create("row-down", "-1", null),
                RowFactory.create("row-edited", null, "It was me."),
                RowFactory.create("unknown", "up", null)),
            new StructType()
                .add("call_id", DataTypes.StringType)
                .add("rating", DataTypes.StringType)
                .add("edit", DataTypes.StringType))
        .write()
        .format("delta")
        .save(feedback);
    Dataset<Row> joined = new JoinFeedback().setFeedbackTable(feedback).transform(examples).cache();
    assertThat(joined.count()).isEqualTo(5);
    assertThat(
            joined
                .selectExpr("call_id", "feedback.rating", "feedback.edit", "feedback.regenerated")
                .collectAsList())
        .containsExactlyInAnyOrder(
            RowFactory.create("first", null, null, true),
            RowFactory.create("second", null, null, false),
            RowFactory.create("up", "up", null, false),
            RowFactory.create("down", "down", null, false),
            RowFactory.create("edited", null, "It was me.", false));
    assertThat(
            dropped(
                new SelectExamples()
                    .setRatings("up", "none")
                    .setKeepRegenerated(false)
                    .transform(joined)))
        .containsEntry("down", "rating is not selected")
        .containsEntry("first", "answer was asked for anew")
        .containsEntry("up", null);
    assertThat(
            new MinePairs()
                .transform(joined)
                .selectExpr("source", "chosen.content", "rejected.content", "chosen_call_id")
                .collectAsList())
        .containsExactlyInAnyOrder(
            RowFactory.create("regeneration", "On its way.", "No idea.", "second"),
            RowFactory.create("rating", "Because.", "Dunno.", "up"),
            RowFactory.create("edit", "It was me.", "Me", "edited"));
    Row edited =
        new JoinFeedback()
            .setFeedbackTable(feedback)
            .setUseEdits(true)
            .transform(examples)
            .filter("call_id = 'edited'")
            .first();
    assertThat(ExamplesTable.from(edited).answer()).isEqualTo(Message.assistant("It was me."));
  }

  @Test
  void minedPairsComeBackFromPreferenceFiles() {
    List<LoggedCall> calls = new ArrayList<>();
    for (int i = 0; i < 12; i++) { // OpenAI refuses fewer than ten rows
      calls.add(call("a" + i, i, "u" + i, "Where is " + i + "?", Message.assistant("No idea.")));
      calls.add(
          call("b" + i, 20 + i, "u" + i, "Where is " + i + "?", Message.assistant("At home.")));
    }
    Dataset<Row> pairs = new MinePairs().transform(examples(calls));
    Set<List<Object>> mined = sides(pairs, "prompt", "chosen");
    assertThat(mined).hasSize(12);
    for (String format : List.of("openai", "trl", "trl-prompt-completion", "openpipe")) {
      String file = folder.resolve(format + ".jsonl").toString();
      assertThat(Examples.write(pairs, file, format).written()).isEqualTo(12);
      Dataset<Row> read = Examples.read(LocalSpark.session(), file);
      assertThat(read.filter("dropped IS NOT NULL").count()).isZero();
      assertThat(sides(read, "messages", "answer")).as(format).isEqualTo(mined);
    }
    assertThatThrownBy(
            () -> Examples.write(pairs.limit(9), folder.resolve("few.jsonl").toString(), "openai"))
        .hasMessageContaining("few.jsonl: the file has 9 rows; OpenAI asks for 10");
    assertThat(folder.resolve("few.jsonl")).doesNotExist();
  }

  private static Set<List<Object>> sides(Dataset<Row> rows, String prompt, String better) {
    Set<List<Object>> sides = new HashSet<>();
    for (Row row : rows.select(prompt, better, "rejected").collectAsList()) {
      sides.add(
          List.of(
              MessageRows.list(row, prompt),
              MessageRows.from(row.getStruct(1)),
              MessageRows.from(row.getStruct(2))));
    }
    return sides;
  }

  @Test
  void losersOfComparisonsArePairs() {
    Dataset<Row> examples =
        examples(List.of(call("a", 1, null, "Q", Message.assistant("logged answer"))));
    String id = examples.first().getAs("id");
    String verdicts = folder.resolve("verdicts").toString();
    String answers = folder.resolve("answers").toString();
    LocalSpark.session()
        .createDataFrame(
            List.of(
                RowFactory.create(id, "tuned", "logged", "second"),
                RowFactory.create(id, "base", "logged", "tie")),
            new StructType()
                .add("example_id", DataTypes.StringType)
                .add("model", DataTypes.StringType)
                .add("other_model", DataTypes.StringType)
                .add("outcome", DataTypes.StringType))
        .write()
        .format("delta")
        .save(verdicts);
    LocalSpark.session()
        .createDataFrame(
            List.of(RowFactory.create(id, "tuned", "tuned answer")),
            new StructType()
                .add("example_id", DataTypes.StringType)
                .add("model", DataTypes.StringType)
                .add("answer_text", DataTypes.StringType))
        .write()
        .format("delta")
        .save(answers);
    assertThat(
            new MinePairs()
                .setVerdictsTable(verdicts)
                .setAnswersTable(answers)
                .transform(examples)
                .selectExpr("source", "chosen.content", "rejected.content")
                .collectAsList())
        .containsExactly(RowFactory.create("comparison", "logged answer", "tuned answer"));
  }

  @Test
  void aDatasetIsRebuiltFromItsSourceAsItWas() {
    String log = folder.resolve("log").toString();
    StructType columns =
        new StructType()
            .add("id", DataTypes.StringType)
            .add("request", DataTypes.StringType)
            .add("response", DataTypes.StringType);
    String request = "{\"messages\":[{\"role\":\"user\",\"content\":\"Q\"}]}";
    for (String answer : List.of("old", "new")) {
      String response =
          "{\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\""
              + answer
              + "\"},\"finish_reason\":\"stop\"}]}";
      LocalSpark.session()
          .createDataFrame(List.of(RowFactory.create("1", request, response)), columns)
          .write()
          .format("delta")
          .mode("overwrite")
          .save(log);
    }
    Row old = new MakeExamples().transform(Calls.readVersion(LocalSpark.session(), log, 0)).first();
    assertThat(ExamplesTable.from(old).answer()).isEqualTo(Message.assistant("old"));
    assertThat(ExamplesTable.from(old).provenance().sourceVersion()).isEqualTo(0L);
    Row latest = new MakeExamples().transform(Calls.read(LocalSpark.session(), log)).first();
    assertThat(ExamplesTable.from(latest).answer()).isEqualTo(Message.assistant("new"));
    assertThat(ExamplesTable.from(latest).provenance().sourceVersion()).isEqualTo(1L);
    assertThat(ExamplesTable.from(latest).id())
        .as("a call keeps its id")
        .isEqualTo(ExamplesTable.from(old).id());
  }
}
