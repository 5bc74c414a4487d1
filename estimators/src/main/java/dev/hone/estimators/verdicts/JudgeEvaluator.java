package dev.hone.estimators.verdicts;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.first;
import static org.apache.spark.sql.functions.when;

import dev.hone.HoneException;
import org.apache.spark.ml.evaluation.Evaluator;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The judge as an evaluator, so that Spark's CrossValidator and TrainValidationSplit choose by the
 * user's own evals: the mean score of the answers, from 0 to 1, larger is better; for a pairwise
 * judge the win rate. Takes the params of {@link JudgeAnswers}.
 */
public final class JudgeEvaluator extends Evaluator
    implements JudgeParams<JudgeEvaluator>, DefaultParamsWritable {
  private final String uid;
  private final JudgeParamSet judgeParams;

  public JudgeEvaluator() {
    this(Identifiable.randomUID("judgeEvaluator"));
  }

  public JudgeEvaluator(String uid) {
    this.uid = uid; // before any Param: each Param remembers it
    this.judgeParams = JudgeParamSet.of(this);
    judgeParams.setDefaults(this);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public JudgeParamSet judgeParams() {
    return judgeParams;
  }

  @Override
  public JudgeEvaluator self() {
    return this;
  }

  /**
   * The mean score of the rows that have a verdict.
   *
   * @throws HoneException if none has, or if more have none than have one
   */
  @Override
  public double evaluate(Dataset<?> answers) {
    JudgeAnswers judge = copyValues(new JudgeAnswers(uid), ParamMap.empty());
    Row figures =
        judge
            .transform(answers)
            .select("verdict.*")
            .agg(
                avg("score"),
                count("score"),
                count("outcome"),
                first(when(col("score").isNull(), col("reason")), true))
            .head();
    long scored = figures.getLong(1);
    long judged = figures.getLong(2);
    if (2 * scored <= judged || judged == 0) {
      throw new HoneException(
          uid
              + ": only "
              + scored
              + " of "
              + judged
              + " answers got a verdict from the judge "
              + spec().name()
              + (judged == 0
                  ? "; all rows are dropped, or there is none."
                  : ", too few to choose by. The first without says: " + figures.getString(3)));
    }
    return figures.getDouble(0);
  }

  @Override
  public boolean isLargerBetter() {
    return true;
  }

  @Override
  public JudgeEvaluator copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<JudgeEvaluator> read() {
    return new DefaultParamsReader<>();
  }

  public static JudgeEvaluator load(String path) {
    return read().load(path);
  }
}
