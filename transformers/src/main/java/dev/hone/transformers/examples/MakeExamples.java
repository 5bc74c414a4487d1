package dev.hone.transformers.examples;

import dev.hone.examples.Example;
import dev.hone.examples.ExampleMaker;
import dev.hone.spark.home.CallsTable;
import dev.hone.spark.home.ExamplesTable;
import dev.hone.spark.params.InputSchema;
import java.util.Arrays;
import java.util.Set;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Makes an example of every logged call: rows of {@link CallsTable#SCHEMA} in, rows of {@link
 * ExamplesTable#SCHEMA} out, as many and in the same order. A call that no example can be made of
 * gives a row that is dropped from the start, with the call's own reason.
 */
public final class MakeExamples extends Transformer implements DefaultParamsWritable {
  /** Bodies as logged: large, and nothing an example is made of. */
  private static final Set<String> UNREAD = Set.of("raw_request", "raw_response");

  private final String uid;

  public MakeExamples() {
    this(Identifiable.randomUID("makeExamples"));
  }

  public MakeExamples(String uid) {
    this.uid = uid;
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputSchema input = InputSchema.of(this, schema);
    for (StructField field : CallsTable.SCHEMA.fields()) {
      if (!UNREAD.contains(field.name())) {
        input.needs(field.name(), field.dataType());
      }
    }
    input.check();
    return ExamplesTable.SCHEMA;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> calls) {
    transformSchema(calls.schema());
    Column[] columns =
        Arrays.stream(CallsTable.SCHEMA.fields()).map(MakeExamples::column).toArray(Column[]::new);
    UDF1<Row, Row> make = row -> ExamplesTable.toRow(example(row));
    return calls
        .select(
            // Not deterministic in Catalyst's eyes: it must run once a row, not once a column.
            functions
                .udf(make, ExamplesTable.SCHEMA)
                .asNondeterministic()
                .apply(functions.struct(columns))
                .as("example"))
        .select("example.*");
  }

  private static Example example(Row call) {
    Example example = ExampleMaker.make(CallsTable.from(call));
    return example.withProvenance(
        example.provenance().readAt(call.getAs(CallsTable.SOURCE_VERSION)));
  }

  private static Column column(StructField field) {
    return UNREAD.contains(field.name())
        ? functions.lit(null).cast(field.dataType()).as(field.name())
        : functions.col(field.name());
  }

  @Override
  public MakeExamples copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<MakeExamples> read() {
    return new DefaultParamsReader<>();
  }

  public static MakeExamples load(String path) {
    return read().load(path);
  }
}
