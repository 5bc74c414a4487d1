package dev.hone.transformers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.spark.testing.StageContract;
import dev.hone.transformers.examples.MakeExamples;
import dev.hone.transformers.labels.RelabelExamples;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every stage of this module keeps the contract of stages. */
class StagesTest {
  private static final Path CLASSES = Path.of("target/classes");
  private static final List<Class<? extends PipelineStage>> STAGES =
      StageContract.stagesIn(CLASSES);

  @TempDir static Path scratch;

  @Test
  void everyStageIsRegistered() {
    assertThat(STAGES).hasSizeGreaterThanOrEqualTo(10);
    StageContract.registered(CLASSES, STAGES);
  }

  @TestFactory
  Stream<DynamicTest> everyStageKeepsTheContract() {
    return STAGES.stream()
        .map(
            type ->
                DynamicTest.dynamicTest(
                    type.getSimpleName(),
                    () ->
                        StageContract.check(
                            withModel(StageContract.create(type)),
                            input(type),
                            scratch.resolve(type.getSimpleName()))));
  }

  /** A stage that asks a model must be told which. */
  private static PipelineStage withModel(PipelineStage stage) {
    return stage instanceof RelabelExamples relabel ? relabel.setModel("desk:teacher") : stage;
  }

  private static Dataset<Row> input(Class<? extends PipelineStage> type) {
    return type == MakeExamples.class ? SampleCalls.calls() : SampleCalls.examples();
  }
}
