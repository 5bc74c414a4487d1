package dev.hone.transformers.examples;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count_distinct;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.chat.Message;
import dev.hone.examples.NearDuplicates;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.testing.LocalSpark;
import dev.hone.transformers.SampleCalls;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SplitExamplesTest {
  private static final StructType SCHEMA =
      new StructType()
          .add("id", DataTypes.StringType)
          .add("ts", DataTypes.TimestampType)
          .add("group_key", DataTypes.StringType)
          .add("messages", MessageRows.MESSAGES)
          .add("split", DataTypes.StringType)
          .add("dropped", DataTypes.StringType);

  /** Hours after the epoch are times; a row in ten is dropped. */
  private static Dataset<Row> rows(int count) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rows.add(row("r" + i, "g" + i / 2, i, "question of " + i, i % 10 == 9 ? "no answer" : null));
    }
    return LocalSpark.session().createDataFrame(rows, SCHEMA);
  }

  private static Row row(
      String id, String group, int hour, String question, @Nullable String dropped) {
    return RowFactory.create(
        id,
        new Timestamp(hour * 3_600_000L),
        group,
        MessageRows.toRows(List.of(Message.system(SampleCalls.POLICY), Message.user(question))),
        null,
        dropped);
  }

  private static Map<String, @Nullable String> sides(Dataset<Row> split) {
    Map<String, @Nullable String> sides = new HashMap<>();
    for (Row row : split.select("id", "split").collectAsList()) {
      sides.put(row.getString(0), row.getString(1));
    }
    return sides;
  }

  @Test
  void moreRowsMoveNone() {
    SplitExamples split = new SplitExamples().setTestShare(0.3);
    Map<String, @Nullable String> few = sides(split.transform(rows(40)));
    Map<String, @Nullable String> many = sides(split.transform(rows(80)));
    assertThat(many).containsAllEntriesOf(few).hasSize(80);
    assertThat(few.values()).contains("train", "test", null);
  }

  @Test
  void byTimeTheLatestShareIsTestedOnAndGroupsStayTogether() {
    SplitExamples split = new SplitExamples().setBy(SplitExamples.BY_TIME).setTestShare(0.25);
    Map<String, @Nullable String> sides = sides(split.transform(rows(41)));
    for (int i = 0; i < 40; i++) {
      String expected = i % 10 == 9 ? null : i < 30 ? "train" : "test";
      assertThat(sides.get("r" + i)).as("row %s", i).isEqualTo(expected);
    }
    Map<String, @Nullable String> from =
        sides(split.setTestFrom("1970-01-01T10:00:00Z").transform(rows(80)));
    assertThat(from.get("r8")).isEqualTo("train");
    assertThat(from.get("r10")).isEqualTo("test");
    assertThat(from.get("r11")).as("its group began at ten").isEqualTo("test");
    assertThatThrownBy(() -> split.setTestFrom("tomorrow")).hasMessageContaining("tomorrow");
  }

  @Test
  void anyColumnGroupsAndRowsOfNoGroupStandAlone() {
    Dataset<Row> users =
        rows(200)
            .filter("dropped IS NULL")
            .withColumn(
                "user_id",
                expr(
                    "if(int(substring(id, 2)) % 2 = 0, concat('u', int(substring(id, 2)) % 7), null)"));
    for (SplitExamples split :
        List.of(
            new SplitExamples(),
            new SplitExamples().setFrozenTest("r7"),
            new SplitExamples().setBy(SplitExamples.BY_TIME))) {
      Dataset<Row> sides = split.setGroupCol("user_id").setTestShare(0.4).transform(users).cache();
      assertThat(sides.filter("split IS NULL").count()).as("every row has a side").isZero();
      assertThat(
              sides
                  .filter("user_id IS NOT NULL")
                  .groupBy("user_id")
                  .agg(count_distinct(col("split")).as("sides"))
                  .filter("sides > 1")
                  .count())
          .isZero();
      assertThat(sides.filter("user_id IS NULL").select("split").distinct().count()).isEqualTo(2);
      sides.unpersist();
    }
  }

  @Test
  void frozenIdsStayAndTakeTheirGroupAlong() {
    Map<String, @Nullable String> free =
        sides(new SplitExamples().setTestShare(0.3).transform(rows(40)));
    List<String> train = free.keySet().stream().filter(id -> "train".equals(free.get(id))).toList();
    List<String> test = free.keySet().stream().filter(id -> "test".equals(free.get(id))).toList();
    Map<String, @Nullable String> frozen =
        sides(
            new SplitExamples()
                .setTestShare(0.3)
                .setFrozenTest(train.toArray(String[]::new))
                .setFrozenTrain(test.get(0))
                .transform(rows(40)));
    assertThat(train).allSatisfy(id -> assertThat(frozen.get(id)).isEqualTo("test"));
    assertThat(frozen.get(test.get(0))).isEqualTo("train");
    int number = Integer.parseInt(test.get(0).substring(1));
    assertThat(frozen.get("r" + (number ^ 1))).as("the other of its group").isIn("train", null);

    Dataset<Row> given = rows(20).withColumn("split", lit("test"));
    assertThat(sides(new SplitExamples().setKeepGiven(true).transform(given)).values())
        .doesNotContain("train");
  }

  @Test
  void straddlingNearDuplicatesAreSeenAndLeftOut() {
    List<Row> rows = new ArrayList<>();
    String text = "Please send me the invoice of my last order in the shop, I cannot find it";
    for (int i = 0; i < 20; i++) {
      rows.add(row("a" + i, "a" + i, i, text + ".!?".charAt(i % 3), null));
      rows.add(row("b" + i, "b" + i, i, i * 7919 + " " + Integer.toString(i * 99_991, 36), null));
    }
    Dataset<Row> examples = LocalSpark.session().createDataFrame(rows, SCHEMA);
    SplitExamples split = new SplitExamples().setTestShare(0.4);
    NearDuplicates rule = NearDuplicates.defaults();
    SplitCheck leaking = SplitCheck.of(split.transform(examples), rule);
    assertThat(leaking.clean()).isFalse();
    assertThat(leaking.straddlingGroups()).isZero();
    assertThat(leaking.testLikeTrain() + leaking.trainLikeTest()).isEqualTo(20);

    Dataset<Row> tight = split.setDropStraddling(true).transform(examples).cache();
    SplitCheck check = SplitCheck.of(tight, rule);
    assertThat(check.clean()).as("%s", check).isTrue();
    assertThat(check.test()).as("the test side never moves").isEqualTo(leaking.test());
    assertThat(tight.filter(col("dropped").equalTo(SplitExamples.STRADDLES)).count())
        .isEqualTo(leaking.trainLikeTest());
    assertThat(tight.count()).isEqualTo(40);
    tight.unpersist();
  }
}
