package dev.hone.serving.answers;

import dev.hone.chat.Answer;
import dev.hone.spark.ledger.ModelAccess;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ScalaUDF;
import org.jspecify.annotations.Nullable;
import scala.Option;
import scala.runtime.AbstractFunction2;

/**
 * {@code hone_answer} asked row by row, for where no batch can be. A local model still answers
 * together what the tasks of one JVM ask at the same time. Travels to executors.
 */
final class AnswerRow implements UDF2<String, String, Row> {
  private static final long serialVersionUID = 1L;

  private final ModelAccess access;

  AnswerRow(ModelAccess access) {
    this.access = access;
  }

  @Override
  public @Nullable Row call(@Nullable String model, @Nullable String request) {
    TaskModels.stopIfCancelled();
    try (TaskModels models = TaskModels.ofRow(access)) {
      Answer answer = Ask.all(List.of(new Ask(model, request)), models).get(0);
      return answer == null ? null : AnswerStruct.toRow(answer);
    }
  }

  /** A call in a plan of the active session, as an expression that Spark can evaluate. */
  static Expression asExpression(AnswerCall call) {
    return new ScalaUDF(
        new Function(new AnswerRow(AnswerCall.access(SparkSession.active(), call.model()))),
        AnswerStruct.SCHEMA,
        call.children(),
        ScalaSeqs.of(),
        Option.empty(),
        Option.apply(AnswerCall.NAME),
        true,
        false);
  }

  static boolean isIn(Expression expression) {
    return expression.exists(
        part -> part instanceof ScalaUDF udf && udf.function() instanceof Function);
  }

  /** The same as Scala's function type, which Catalyst's own UDF expression calls. */
  private static final class Function extends AbstractFunction2<Object, Object, Object>
      implements java.io.Serializable {
    private static final long serialVersionUID = 1L;
    private final AnswerRow row;

    Function(AnswerRow row) {
      this.row = row;
    }

    @Override
    public @Nullable Object apply(@Nullable Object model, @Nullable Object request) {
      return row.call((String) model, (String) request);
    }
  }
}
