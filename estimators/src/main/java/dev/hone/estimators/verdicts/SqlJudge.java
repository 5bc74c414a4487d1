package dev.hone.estimators.verdicts;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.when;

import dev.hone.verdicts.JudgeKind;
import dev.hone.verdicts.MissingAnswer;
import dev.hone.verdicts.Verdict;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;

/**
 * Judges rows by a condition in SQL over their columns. Where it is unknown there is no verdict.
 *
 * @param answerCol the answer's text, null where there is none: it has failed
 * @param droppedCol why a row is left out; null for no such column
 */
record SqlJudge(String condition, String answerCol, @Nullable String droppedCol) {
  /**
   * Adds the verdicts.
   *
   * @param stage who judges, as errors name it
   * @throws IllegalArgumentException if the condition does not resolve, or is none
   */
  Dataset<Row> judge(String stage, Dataset<Row> answers) {
    check(stage, answers);
    Column answer = column(answers, answerCol);
    Column holds = when(answer.isNull(), lit(false)).otherwise(expr(condition));
    Column verdict =
        struct(
                lit(JudgeKind.SQL.text()),
                when(holds, lit(Verdict.PASS))
                    .when(not(holds), lit(Verdict.FAIL))
                    .otherwise(lit(new Verdict.Failed("").outcome())),
                holds,
                holds.cast(DataTypes.DoubleType),
                when(answer.isNull(), lit(MissingAnswer.REASON))
                    .when(holds, lit("holds: " + condition))
                    .when(not(holds), lit("does not hold: " + condition))
                    .otherwise(lit("unknown: " + condition)),
                lit("[]"),
                lit(0),
                lit(0L),
                lit(0L))
            .cast(JudgeAnswers.SCHEMA);
    return answers.withColumn(
        JudgeAnswers.VERDICT,
        droppedCol == null
            ? verdict
            : when(column(answers, droppedCol).isNull(), verdict)
                .otherwise(lit(null).cast(JudgeAnswers.SCHEMA)));
  }

  private void check(String stage, Dataset<Row> answers) {
    DataType type;
    try {
      type = answers.select(expr(condition)).schema().fields()[0].dataType();
    } catch (Exception e) { // AnalysisException is checked, but Scala does not declare it
      throw new IllegalArgumentException(
          stage
              + ": the condition '"
              + condition
              + "' (param judgeBy) does not resolve: "
              + e.getMessage(),
          e);
    }
    if (!type.equals(DataTypes.BooleanType)) {
      throw new IllegalArgumentException(
          stage
              + ": the condition '"
              + condition
              + "' (param judgeBy) is "
              + type.catalogString()
              + ". Write one that is true or false, such as length("
              + answerCol
              + ") < 500.");
    }
  }

  private static Column column(Dataset<Row> rows, String name) {
    return rows.col("`" + name.replace("`", "``") + "`");
  }
}
