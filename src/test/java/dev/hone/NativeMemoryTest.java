package dev.hone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.engine.program.Value;
import dev.hone.spark.models.ModelPool;
import dev.hone.spark.testing.LocalSpark;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

/**
 * What {@code hone_answer} takes of libtorch's memory comes back; training has a test of its own.
 */
class NativeMemoryTest {
  @Test
  void answeringTasksGiveBackTheNativeMemoryTheyTook() {
    SparkSession spark = LocalSpark.session();
    Hone.register(spark);
    String sql =
        "SELECT a.answer, a.error FROM (SELECT hone_answer('local:"
            + Path.of(System.getProperty("hone.root"), "models", "hone-small")
            + "', concat('Say ', id)) AS a FROM range(0, 6, 1, 2))";
    answers(spark, sql); // what is kept for good is taken once
    ModelPool.ofThisJvm().closeIdle();
    long before = Value.live();
    answers(spark, sql);
    assertThat(Value.live()).as("the model stays open for the next task").isGreaterThan(before);
    answers(spark, sql + " LIMIT 1"); // a task that stops early
    ModelPool.ofThisJvm().closeIdle();
    assertThat(Value.live()).isEqualTo(before);
  }

  private static void answers(SparkSession spark, String sql) {
    List<Row> rows = spark.sql(sql).collectAsList();
    assertThat(rows).isNotEmpty().allSatisfy(row -> assertThat(row.isNullAt(1)).isTrue());
  }
}
