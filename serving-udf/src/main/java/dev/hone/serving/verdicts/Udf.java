package dev.hone.serving.verdicts;

import dev.hone.serving.answers.ScalaSeqs;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.apache.spark.sql.types.DataType;
import scala.Option;

/** A function over columns as an expression that Spark can evaluate. */
final class Udf {
  private Udf() {}

  /**
   * Pure: the same for the same values.
   *
   * @param function one of Scala's, of as many arguments
   */
  static Expression of(String name, Object function, DataType type, List<Expression> arguments) {
    return new ScalaUDF(
        function,
        type,
        ScalaSeqs.from(arguments),
        ScalaSeqs.of(),
        Option.empty(),
        Option.apply(name),
        true,
        true);
  }
}
