package dev.hone.spark.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.Hone;
import dev.hone.calls.CallDraft;
import dev.hone.calls.LoggedCall;
import dev.hone.chat.Message;
import dev.hone.examples.ExampleMaker;
import dev.hone.spark.testing.LocalSpark;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserRowsTest {
  @TempDir Path folder;

  private static LoggedCall call(String id, String user) {
    return CallDraft.of("log", id)
        .id(id)
        .model("openai", "gpt-4.1")
        .messages(List.of(Message.user("Q of " + user)))
        .completion(Message.assistant("A"), "stop")
        .userId(user)
        .toCall();
  }

  private static Row forget(Home home, String user, boolean delete) {
    Hone.register(LocalSpark.session());
    return LocalSpark.session()
        .sql(
            "CALL hone.forget_user(home => '"
                + home.location()
                + "', user => '"
                + user
                + "', delete => "
                + delete
                + ")")
        .first();
  }

  @Test
  void allRowsOfAUserAreFoundAndDeletedAndNoOthers() {
    Home home = Home.open(LocalSpark.session(), folder.toString());
    List<LoggedCall> calls = List.of(call("1", "ann"), call("2", "bob"), call("3", "ann"));
    home.replaceRun(
        CallsTable.TABLE,
        "r1",
        LocalSpark.session()
            .createDataFrame(calls.stream().map(CallsTable::toRow).toList(), CallsTable.SCHEMA));
    List<Row> examples =
        calls.stream()
            .map(call -> ExamplesTable.toRow(ExampleMaker.make(call).withSplit("train")))
            .toList();
    home.replaceRun(
        ExamplesTable.TABLE,
        "r1",
        LocalSpark.session().createDataFrame(examples, ExamplesTable.SCHEMA));
    List<Row> labels =
        calls.stream()
            .map(
                call ->
                    RowFactory.create(
                        ExampleMaker.make(call).id(),
                        MessageRows.toRow(Message.assistant("A")),
                        "logged",
                        null,
                        null))
            .toList();
    home.replaceRun(
        LabelsTable.TABLE, "r1", LocalSpark.session().createDataFrame(labels, LabelsTable.SCHEMA));

    UserRows ann = UserRows.find(home, "ann");
    assertThat(ann.counts()).isEqualTo(Map.of("calls", 2L, "examples", 2L, "labels", 2L));
    assertThat(ann.adapters()).isEmpty();
    Row counted = forget(home, "ann", false);
    assertThat(counted.<String, Long>getJavaMap(0)).isEqualTo(ann.counts());
    assertThat(counted.getBoolean(1)).isFalse();
    assertThat(ann.delete()).isEqualTo(Map.of("calls", 2L, "examples", 2L, "labels", 2L));
    assertThat(UserRows.find(home, "ann").counts()).isEmpty();
    assertThat(UserRows.find(home, "bob").counts())
        .isEqualTo(Map.of("calls", 1L, "examples", 1L, "labels", 1L));
    assertThatThrownBy(() -> UserRows.find(home, " ")).hasMessageContaining("it is empty");
  }
}
