package dev.hone.serving.answers;

import dev.hone.chat.ModelUri;
import dev.hone.spark.ledger.ModelAccess;
import java.util.List;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.ImplicitCastInputTypes;
import org.apache.spark.sql.catalyst.expressions.NamedArgumentExpression;
import org.apache.spark.sql.catalyst.expressions.Unevaluable;
import org.apache.spark.sql.catalyst.expressions.UserDefinedExpression;
import org.apache.spark.sql.catalyst.expressions.codegen.CodegenContext;
import org.apache.spark.sql.catalyst.expressions.codegen.ExprCode;
import org.apache.spark.sql.types.AbstractDataType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.jspecify.annotations.Nullable;
import scala.collection.immutable.IndexedSeq;
import scala.collection.immutable.Seq;

/**
 * {@code hone_answer(model, request)} in a plan, until {@link LiftAnswerCalls} takes it out. It is
 * never evaluated itself: Spark would do so while it optimizes a query over literals, and a call
 * costs money or time. Not deterministic in Spark's eyes, so that no rule copies it.
 */
public final class AnswerCall extends Expression
    implements Unevaluable, UserDefinedExpression, ImplicitCastInputTypes {
  static final String NAME = "hone_answer";
  private static final List<String> PARAMETERS = List.of("model", "request");

  private final Expression model;
  private final Expression request;

  public AnswerCall(Expression model, Expression request) {
    this.model = model;
    this.request = request;
  }

  /**
   * The call of a parsed query.
   *
   * @param arguments by position, by name, or positions first
   * @throws IllegalArgumentException if they are not a model and a request
   */
  static AnswerCall of(List<Expression> arguments) {
    @Nullable Expression[] values = new Expression[PARAMETERS.size()];
    for (int i = 0; i < arguments.size(); i++) {
      Expression argument = arguments.get(i);
      int place = i;
      if (argument instanceof NamedArgumentExpression named) {
        place = PARAMETERS.indexOf(named.key());
        argument = named.value();
      }
      if (place < 0 || place >= values.length || values[place] != null) {
        throw wrongArguments(arguments);
      }
      values[place] = argument;
    }
    Expression model = values[0];
    Expression request = values[1];
    if (model == null || request == null) {
      throw wrongArguments(arguments);
    }
    return new AnswerCall(model, request);
  }

  private static IllegalArgumentException wrongArguments(List<Expression> arguments) {
    return new IllegalArgumentException(
        "Invalid arguments of hone_answer: "
            + arguments.stream().map(Expression::sql).toList()
            + ". Call hone_answer(model, request): a model such as 'local:models/hone-small' and"
            + " a text, a JSON chat request or a JSON array of messages.");
  }

  /** How tasks ask what that expression names: through a ledger where it costs money. */
  static ModelAccess access(SparkSession spark, Expression model) {
    Object named = model.foldable() ? model.eval(null) : null;
    return named == null
        ? ModelAccess.of(spark, NAME)
        : ModelAccess.of(spark, NAME, List.of(ModelUri.parse(named.toString())));
  }

  Expression model() {
    return model;
  }

  Expression request() {
    return request;
  }

  /** Whether both ask the same of every row, so that one answer serves both. */
  boolean asksTheSameAs(AnswerCall other) {
    return model.semanticEquals(other.model) && request.semanticEquals(other.request);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String prettyName() {
    return NAME;
  }

  @Override
  public boolean deterministic() {
    return false;
  }

  @Override
  public boolean nullable() {
    return true;
  }

  @Override
  public DataType dataType() {
    return AnswerStruct.SCHEMA;
  }

  @Override
  public Object eval(InternalRow row) {
    throw new IllegalStateException("hone_answer was not lifted out of the plan: " + this);
  }

  @Override
  public ExprCode doGenCode(CodegenContext context, ExprCode code) {
    throw new IllegalStateException("hone_answer was not lifted out of the plan: " + this);
  }

  @Override
  public Seq<AbstractDataType> inputTypes() {
    return ScalaSeqs.of(DataTypes.StringType, DataTypes.StringType);
  }

  @Override
  public Seq<Expression> children() {
    return ScalaSeqs.of(model, request);
  }

  @Override
  public Expression withNewChildrenInternal(IndexedSeq<Expression> children) {
    return new AnswerCall(children.apply(0), children.apply(1));
  }

  @Override
  public Object productElement(int index) {
    return index == 0 ? model : request;
  }

  @Override
  public int productArity() {
    return 2;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof AnswerCall;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AnswerCall call
        && model.equals(call.model)
        && request.equals(call.request);
  }

  @Override
  public int hashCode() {
    return 31 * model.hashCode() + request.hashCode();
  }
}
