package dev.hone.serving.verdicts;

import dev.hone.verdicts.Judged;
import dev.hone.verdicts.Verdict;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * What the functions return: the {@code outcome} in one word; whether the answer {@code passed},
 * null where two were compared or there is no verdict; the {@code score} from 0 to 1, null where
 * there is none; the {@code reason}; and the tokens of what was asked.
 */
final class VerdictStruct {
  static final StructType SCHEMA =
      new StructType()
          .add("outcome", DataTypes.StringType)
          .add("passed", DataTypes.BooleanType)
          .add("score", DataTypes.DoubleType)
          .add("reason", DataTypes.StringType)
          .add("input_tokens", DataTypes.LongType)
          .add("output_tokens", DataTypes.LongType);

  private VerdictStruct() {}

  static Row toRow(Judged judged) {
    Verdict verdict = judged.verdict();
    boolean passed = verdict.outcome().equals(Verdict.PASS);
    return RowFactory.create(
        verdict.outcome(),
        (passed || verdict.outcome().equals(Verdict.FAIL)) ? passed : null,
        verdict.scoreIfReadable().isPresent() ? verdict.scoreIfReadable().getAsDouble() : null,
        verdict.reasonText(),
        judged.usage().input(),
        judged.usage().output());
  }
}
