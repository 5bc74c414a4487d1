package dev.hone.transformers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.spark.calls.Calls;
import dev.hone.spark.examples.Examples;
import dev.hone.spark.examples.WriteOptions;
import dev.hone.spark.examples.WrittenFiles;
import dev.hone.spark.testing.LocalSpark;
import dev.hone.testing.MutatedLines;
import dev.hone.transformers.examples.AssignTasks;
import dev.hone.transformers.examples.DedupeExamples;
import dev.hone.transformers.examples.FilterExamples;
import dev.hone.transformers.examples.JoinFeedback;
import dev.hone.transformers.examples.MakeExamples;
import dev.hone.transformers.examples.MinePairs;
import dev.hone.transformers.examples.PruneExamples;
import dev.hone.transformers.examples.RedactExamples;
import dev.hone.transformers.examples.SelectExamples;
import dev.hone.transformers.examples.SplitExamples;
import dev.hone.transformers.labels.LabelFromLogs;
import dev.hone.transformers.profile.ProfileCalls;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rows that went wrong on the way, through every stage from a log to labels: none stops a job and
 * none is lost. {@code -Dhone.mutated=10000} takes so many.
 */
class MutatedRowsStagesTest {
  private static final SparkSession SPARK = LocalSpark.session();
  private static final int ROWS = Integer.getInteger("hone.mutated", 330);

  @TempDir Path folder;

  @Test
  void noStageThrowsAndNoRowIsLost() throws IOException {
    Path log = folder.resolve("log.jsonl");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(log))) {
      for (byte[] line : MutatedLines.of(ROWS, 11)) {
        out.write(line);
        out.write('\n');
      }
    }
    Dataset<Row> calls = Calls.read(SPARK, log.toString()).cache();
    List<String> ids = ids(calls);
    assertThat(ids.size()).as("a trace may hold two calls").isBetween(ROWS, ROWS + ROWS / 11);
    assertThat(calls.where("raw_request IS NULL AND raw_response IS NULL").count())
        .as("every row keeps what was logged")
        .isZero();
    assertThat(calls.where("incomplete IS NULL").count()).isPositive();
    assertThat(calls.where("unreadable IS NOT NULL").count()).isPositive();

    Dataset<Row> rows = new MakeExamples().transform(calls);
    for (PipelineStage stage :
        List.of(
            new JoinFeedback(),
            new SelectExamples()
                .setSampleShare(0.9)
                .addCap(ROWS, "user_id")
                .addBoost(2, "tags['a'] = 'b'"),
            new FilterExamples().setLanguages("en").setMinAgreement(0.5),
            new RedactExamples(),
            new AssignTasks(),
            new DedupeExamples(),
            new SplitExamples(),
            new PruneExamples(),
            new LabelFromLogs())) {
      Transformer fitted =
          stage instanceof Estimator<?> estimator ? estimator.fit(rows) : (Transformer) stage;
      rows = fitted.transform(rows).localCheckpoint();
      assertThat(callIds(rows)).as(stage.uid()).isEqualTo(ids);
    }
    long kept = rows.where("dropped IS NULL").count();
    assertThat(kept).as("some are left to learn from").isPositive();
    assertThat(kept + rows.where("dropped IS NOT NULL").count()).isEqualTo(ids.size());

    WrittenFiles written =
        Examples.write(
            rows, folder.resolve("files").toString(), WriteOptions.of("trl").skippingInvalid());
    assertThat(written.written() + sum(written.dropped()) + sum(written.skipped()))
        .isEqualTo(ids.size());
    assertThat(new MinePairs().transform(rows).count()).isNotNegative();
    assertThat(ProfileCalls.profile(calls, "log").total().calls()).isEqualTo(ids.size());
  }

  private static long sum(java.util.Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static List<String> ids(Dataset<Row> calls) {
    return sorted(calls.select("id"));
  }

  private static List<String> callIds(Dataset<Row> examples) {
    return sorted(examples.select("call_id"));
  }

  private static List<String> sorted(Dataset<Row> ids) {
    return ids.collectAsList().stream().map(row -> row.getString(0)).sorted().toList();
  }
}
