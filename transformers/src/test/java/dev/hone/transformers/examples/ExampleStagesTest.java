package dev.hone.transformers.examples;

import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.adapters.PromptEdits;
import dev.hone.calls.CallDraft;
import dev.hone.calls.LoggedCall;
import dev.hone.chat.Message;
import dev.hone.examples.Example;
import dev.hone.examples.NearDuplicates;
import dev.hone.examples.PruneRules;
import dev.hone.examples.StaticText;
import dev.hone.spark.home.ExamplesTable;
import dev.hone.spark.home.Home;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.home.PromptRules;
import dev.hone.spark.testing.LocalSpark;
import dev.hone.transformers.SampleCalls;
import dev.hone.transformers.labels.LabelFromLogs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleStagesTest {
  @TempDir Path folder;

  @Test
  void everyCallIsAnExampleThatIsInOrHasAReason() {
    List<Row> rows = new MakeExamples().transform(SampleCalls.calls()).collectAsList();
    assertThat(rows).hasSize(22);
    Map<String, Example> examples = byCall(rows);
    assertThat(examples.get("c1").kept()).isTrue();
    assertThat(examples.get("c1").answer()).isEqualTo(Message.assistant("refund"));
    assertThat(examples.get("cut").dropped()).isEqualTo("no response body");
    assertThat(MessageRows.list(rows.get(0), "prompt"))
        .as("a prompt is the conversation until it is pruned")
        .isEqualTo(MessageRows.list(rows.get(0), "messages"));
  }

  @Test
  void filterSaysWhyAndLeavesEarlierReasonsAlone() {
    Map<String, Example> examples =
        byCall(
            new FilterExamples()
                .setMaxPromptChars(SampleCalls.POLICY.length() + 23)
                .transform(new MakeExamples().transform(SampleCalls.calls()))
                .collectAsList());
    assertThat(examples).hasSize(22);
    assertThat(examples.get("c0").kept()).as("Ticket 0: my lamp is 0").isTrue();
    assertThat(examples.get("c1").dropped()).startsWith("prompt is longer than");
    assertThat(examples.get("cut").dropped()).isEqualTo("no response body");
  }

  @Test
  void dedupeKeepsTheEarliestWithTheWeightOfAll() {
    List<LoggedCall> calls = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      calls.add(SampleCalls.call("c" + i, TICKETS.get(i), "refund"));
    }
    String ticket = "The lamp I bought from you last week has never worked and I want it mended";
    calls.add(at(30, SampleCalls.call("later", ticket + ".", "repair")));
    calls.add(at(20, SampleCalls.call("first", ticket, "repair")));
    calls.add(at(40, SampleCalls.call("last", ticket + "!!", "repair")));
    calls.add(at(40, SampleCalls.call("last", ticket + "!!", "repair")));
    calls.add(at(50, SampleCalls.call("broken", ticket, null)));
    List<Row> rows =
        new DedupeExamples()
            .transform(new MakeExamples().transform(SampleCalls.of(calls)))
            .collectAsList();
    assertThat(rows).extracting(row -> row.getString(row.fieldIndex("call_id"))).hasSize(15);
    assertThat(rows)
        .extracting(row -> row.getString(row.fieldIndex("dropped")))
        .filteredOn(reason -> reason != null)
        .containsExactlyInAnyOrder(
            NearDuplicates.REPEAT,
            NearDuplicates.REPEAT,
            NearDuplicates.REPEAT,
            "no response body");
    List<Example> kept = rows.stream().map(ExamplesTable::from).filter(Example::kept).toList();
    assertThat(kept).hasSize(11);
    assertThat(kept)
        .filteredOn(example -> example.callId().equals("first"))
        .singleElement()
        .extracting(Example::weight)
        .isEqualTo(4L);
    assertThat(kept.stream().mapToLong(Example::weight).sum())
        .as("weights of the kept = rows that were in")
        .isEqualTo(14);
  }

  @Test
  void dedupeFindsOnTheClusterWhatItFindsInOneList() {
    List<LoggedCall> calls = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      String ticket = TICKETS.get(i * 7 % TICKETS.size()) + " It was the parcel that I sent back";
      calls.add(at(i * 31 % 60, SampleCalls.call("c" + i, ticket + " .!?".charAt(i % 4), "other")));
      calls.add(at(i, SampleCalls.call("n" + i, "Parcel " + i % 45 + " of my order is late", "x")));
    }
    Dataset<Row> examples = new MakeExamples().transform(SampleCalls.of(calls));
    List<Example> inOneList = examples.collectAsList().stream().map(ExamplesTable::from).toList();
    PruneRules rules = StaticText.find(inOneList.stream().map(Example::messages).toList());
    assertThat(
            new DedupeExamples()
                    .transform(examples.drop("rules"))
                    .withColumn("rules", lit(null).cast("array<string>"))
                    .collectAsList()
                    .stream()
                    .map(ExamplesTable::from))
        .containsExactlyElementsOf(NearDuplicates.defaults().dedupe(inOneList, rules))
        .filteredOn(Example::kept)
        .hasSize(10 + 45);
  }

  @Test
  void rowLoggedTwiceIsKeptOnce() {
    LoggedCall call = SampleCalls.call("twice", "Where is my parcel?", "other");
    Map<String, Long> reasons =
        new DedupeExamples()
                .transform(new MakeExamples().transform(SampleCalls.of(List.of(call, call, call))))
                .collectAsList()
                .stream()
                .map(ExamplesTable::from)
                .collect(
                    Collectors.groupingBy(
                        example -> "" + example.dropped() + example.weight(),
                        Collectors.counting()));
    assertThat(reasons).isEqualTo(Map.of("null3", 1L, DedupeExamples.REPEATED + "1", 2L));
  }

  @Test
  void splitKeepsGroupsTogetherAndIsTheSameEveryTime() {
    Dataset<Row> examples = new MakeExamples().transform(SampleCalls.calls());
    SplitExamples split = new SplitExamples().setTestShare(0.4).setSalt("a");
    List<Row> once = split.transform(examples).select("group_key", "split").collectAsList();
    assertThat(
            split.transform(examples.repartition(3)).select("group_key", "split").collectAsList())
        .containsExactlyInAnyOrderElementsOf(once);
    assertThat(once).extracting(row -> row.getString(1)).contains("train", "test", null);
    assertThat(split.setSalt("b").transform(examples).select("group_key", "split").collectAsList())
        .isNotEqualTo(once);
  }

  @Test
  void pruneRemovesThePolicyAndTheRulesTravelWithTheColumn() throws Exception {
    Dataset<Row> examples = SampleCalls.examples();
    PruneExamplesModel model = new PruneExamples().fit(examples);
    assertThat(model.rules().texts()).contains(SampleCalls.POLICY);
    Dataset<Row> pruned = model.transform(examples);
    assertThat(MessageRows.list(pruned.filter("call_id = 'c3'").first(), "prompt"))
        .containsExactly(Message.user("Ticket 3: my chair is 3"));

    Dataset<Row> selected = pruned.filter("split = 'train'").select("id", "prompt", "answer");
    assertThat(PromptRules.of(selected.schema(), "prompt").pruning()).isEqualTo(model.rules());

    String table = folder.resolve("pruned").toString();
    pruned.write().format("delta").save(table);
    Dataset<Row> stored = LocalSpark.session().read().format("delta").load(table);
    assertThat(PromptRules.of(stored.schema(), "prompt").pruning())
        .as("a Delta table of its own keeps a column's metadata")
        .isEqualTo(model.rules());

    Home home = Home.open(LocalSpark.session(), folder.resolve("home").toString());
    home.replaceRun(ExamplesTable.TABLE, "r1", pruned);
    Dataset<Row> again = home.readRun(ExamplesTable.TABLE, "r1");
    assertThat(PromptRules.of(again.schema(), "prompt").equals(PromptEdits.none()))
        .as("a home's table holds many runs and keeps no rules")
        .isTrue();
    assertThat(
            PromptRules.of(
                    PromptRules.attach(again, "prompt", PromptEdits.of(model.rules())).schema(),
                    "prompt")
                .pruning())
        .as("so a resumed run puts them back")
        .isEqualTo(model.rules());
  }

  @Test
  void pipelineSavesAndLoads() throws Exception {
    Pipeline pipeline =
        new Pipeline()
            .setStages(
                new PipelineStage[] {
                  new MakeExamples(),
                  new FilterExamples().setMaxAnswerChars(100),
                  new DedupeExamples(),
                  new SplitExamples().setTestShare(0.3),
                  new PruneExamples(),
                  new LabelFromLogs()
                });
    PipelineModel model = pipeline.fit(SampleCalls.calls());
    String path = folder.resolve("pipeline").toString();
    model.write().save(path);
    List<Row> rows = model.transform(SampleCalls.calls()).collectAsList();
    assertThat(PipelineModel.load(path).transform(SampleCalls.calls()).collectAsList())
        .isEqualTo(rows);
    assertThat(rows).hasSize(22);
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(row.isNullAt(row.fieldIndex("label")))
                    .as("label is null where dropped")
                    .isEqualTo(!row.isNullAt(row.fieldIndex("dropped"))));
  }

  @Test
  void reportsAllThatIsWrongTogether() {
    Dataset<Row> examples = SampleCalls.examples().withColumnRenamed("messages", "conversation");
    assertThatThrownBy(() -> new FilterExamples().setAnswerCol("reply").transform(examples))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Cannot find column 'messages' (param messagesCol)")
        .hasMessageContaining("Cannot find column 'reply' (param answerCol)")
        .hasMessageContaining("conversation")
        .hasMessageContaining("Set answerCol to the column that holds: the logged answer.");
    assertThatThrownBy(
            () -> new FilterExamples().setAnswerCol("id").transform(SampleCalls.examples()))
        .hasMessageContaining(
            "Column 'id' (param answerCol) is string; this stage needs struct<role");
    assertThatThrownBy(() -> new SplitExamples().setTestShare(1.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("testShare")
        .hasMessageContaining("1.5");
    assertThatThrownBy(() -> new MakeExamples().transform(SampleCalls.examples()))
        .hasMessageContaining("Cannot find column 'provider'")
        .hasMessageContaining("Cannot find column 'completion'");
  }

  private static LoggedCall at(int seconds, LoggedCall call) {
    return CallDraft.of(call).epochMillis(1_700_000_000_000L + seconds * 1000L).toCall();
  }

  private static Map<String, Example> byCall(List<Row> rows) {
    return rows.stream()
        .map(ExamplesTable::from)
        .collect(Collectors.toMap(Example::callId, example -> example));
  }

  private static final List<String> TICKETS =
      List.of(
          "My kettle leaks.",
          "Can I pay by invoice?",
          "Order 5512 never came.",
          "The chair arrived with a broken leg",
          "Please cancel my subscription",
          "How do I reset the router?",
          "You charged me twice for order 77",
          "The colour is not what I saw on the page",
          "Is there a shop in Leeds?",
          "Send me the manual of the mixer");
}
