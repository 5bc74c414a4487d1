package dev.hone.cli.run;

import static org.apache.spark.sql.functions.col;

import dev.hone.examples.Example;
import dev.hone.spark.home.ExamplesTable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** The held-out requests that are asked: the same for every model. */
final class Questions {
  private Questions() {}

  /** At most as many as the settings say; which ones is decided by their ids, which are hashes. */
  static Dataset<Row> of(RunContext run) {
    return run.home()
        .readRun(ExamplesTable.TABLE, run.runId())
        .filter(col("dropped").isNull().and(col("split").equalTo(Example.TEST)))
        .dropDuplicates("id")
        .orderBy("id")
        .limit(run.settings().maxTest());
  }
}
