package dev.hone.spark.params;

import java.util.Arrays;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamValidators;
import org.apache.spark.ml.param.Params;
import org.apache.spark.ml.param.StringArrayParam;

/**
 * Makes params that refuse a wrong value when it is set. Call only after the stage has its uid:
 * each param remembers it.
 */
public final class StageParams {
  private StageParams() {}

  public static Param<String> text(Params stage, String name, String doc) {
    return new Param<>(stage, name, doc);
  }

  /** A text that is one of those given. */
  public static Param<String> choice(Params stage, String name, String doc, String... choices) {
    return new Param<>(
        stage,
        name,
        doc + " (one of " + Arrays.toString(choices) + ")",
        ParamValidators.inArray(choices));
  }

  public static StringArrayParam texts(Params stage, String name, String doc) {
    return new StringArrayParam(stage, name, doc);
  }

  /** A whole number above 0. */
  public static IntParam positive(Params stage, String name, String doc) {
    return new IntParam(stage, name, doc, ParamValidators.gt(0));
  }

  /** A whole number, 0 or more. */
  public static IntParam notNegative(Params stage, String name, String doc) {
    return new IntParam(stage, name, doc, ParamValidators.gtEq(0));
  }

  /** A real number above 0. */
  public static DoubleParam positiveReal(Params stage, String name, String doc) {
    return new DoubleParam(stage, name, doc, ParamValidators.gt(0));
  }

  /** A real number, 0 or more. */
  public static DoubleParam notNegativeReal(Params stage, String name, String doc) {
    return new DoubleParam(stage, name, doc, ParamValidators.gtEq(0));
  }

  /** A share between 0 and 1, both included. */
  public static DoubleParam share(Params stage, String name, String doc) {
    return new DoubleParam(stage, name, doc, ParamValidators.inRange(0, 1));
  }

  public static LongParam seed(Params stage, String name, String doc) {
    return new LongParam(stage, name, doc);
  }

  public static BooleanParam flag(Params stage, String name, String doc) {
    return new BooleanParam(stage, name, doc);
  }
}
