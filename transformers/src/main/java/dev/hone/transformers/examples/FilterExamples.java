package dev.hone.transformers.examples;

import dev.hone.examples.ExampleFilter;
import dev.hone.examples.LanguageDetector;
import dev.hone.examples.RepeatedCalls;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.models.TaskConfiguration;
import dev.hone.spark.params.HasAnswerCol;
import dev.hone.spark.params.HasDroppedCol;
import dev.hone.spark.params.HasMessagesCol;
import dev.hone.spark.params.InputSchema;
import dev.hone.spark.params.StageParams;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.DefaultParamsReader;
import org.apache.spark.ml.util.DefaultParamsWritable;
import org.apache.spark.ml.util.Identifiable;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.expressions.Window;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.Seq;

/**
 * Leaves out examples that a small text model cannot learn from, or should not: writes the reason
 * into the dropped column of rows that are in. No row is removed. The order is that of the params:
 * form and length, schemas, language, tokens; then the conditions in SQL; then agreement, which
 * compares the answers that were given to one prompt and are still in.
 *
 * <p>Reads the columns {@code tools_json}, {@code response_format_json} and {@code finish_reason}
 * where they are there; without them nothing is known of schemas and truncation.
 */
public final class FilterExamples extends Transformer
    implements HasMessagesCol, HasAnswerCol, HasDroppedCol, DefaultParamsWritable {
  /** Why a row is dropped whose answer too few answers to the same prompt agree with. */
  public static final String DISAGREES = "answers to the same prompt disagree";

  private static final String TEMPORARY = "filter_";

  private final String uid;
  private final Param<String> messagesCol;
  private final Param<String> answerCol;
  private final Param<String> droppedCol;
  private final IntParam maxPromptChars;
  private final IntParam maxAnswerChars;
  private final IntParam maxPromptTokens;
  private final IntParam maxAnswerTokens;
  private final IntParam maxTotalTokens;
  private final Param<String> baseModel;
  private final BooleanParam keepToolCalls;
  private final BooleanParam keepRefusals;
  private final BooleanParam keepTruncated;
  private final BooleanParam checkSchemas;
  private final StringArrayParam languages;
  private final StringArrayParam predicates;
  private final DoubleParam minAgreement;

  public FilterExamples() {
    this(Identifiable.randomUID("filterExamples"));
  }

  public FilterExamples(String uid) {
    this.uid = uid; // before any Param: each Param remembers it
    this.messagesCol = StageParams.text(this, "messagesCol", "the conversation as logged");
    this.answerCol = StageParams.text(this, "answerCol", "the logged answer");
    this.droppedCol =
        StageParams.text(this, "droppedCol", "why a row is left out, null while it is in");
    this.maxPromptChars =
        StageParams.positive(this, "maxPromptChars", "longest prompt kept, in UTF-16 chars (> 0)");
    this.maxAnswerChars =
        StageParams.positive(this, "maxAnswerChars", "longest answer kept, in UTF-16 chars (> 0)");
    this.maxPromptTokens =
        StageParams.notNegative(
            this,
            "maxPromptTokens",
            "longest prompt kept, in baseModel's tokens; 0 for any (>= 0)");
    this.maxAnswerTokens =
        StageParams.notNegative(
            this,
            "maxAnswerTokens",
            "longest answer kept, in baseModel's tokens; 0 for any (>= 0)");
    this.maxTotalTokens =
        StageParams.notNegative(
            this,
            "maxTotalTokens",
            "longest prompt and answer together, in baseModel's tokens; 0 for any (>= 0)");
    this.baseModel =
        StageParams.text(
            this,
            "baseModel",
            "folder of the model whose tokens are counted; needed where a token limit is set");
    this.keepToolCalls =
        StageParams.flag(this, "keepToolCalls", "whether answers that call tools are kept");
    this.keepRefusals = StageParams.flag(this, "keepRefusals", "whether refusals are kept");
    this.keepTruncated =
        StageParams.flag(this, "keepTruncated", "whether answers cut at the token limit are kept");
    this.checkSchemas =
        StageParams.flag(
            this,
            "checkSchemas",
            "whether answers must keep the response format, and tool arguments the tools' schemas");
    this.languages =
        StageParams.texts(
            this, "languages", "languages of prompts to keep, as ISO 639-1 codes; empty for all");
    this.predicates =
        StageParams.texts(
            this,
            "predicates",
            "conditions to keep a row by, each as name: SQL expression; the name is the reason");
    this.minAgreement =
        StageParams.share(
            this,
            "minAgreement",
            "least share of the answers to one prompt that must say what a row's says; 0 for any");
    ExampleFilter defaults = ExampleFilter.defaults();
    setDefault(messagesCol, "messages");
    setDefault(answerCol, "answer");
    setDefault(droppedCol, "dropped");
    setDefault(maxPromptChars, defaults.maxPromptChars());
    setDefault(maxAnswerChars, defaults.maxAnswerChars());
    setDefault(maxPromptTokens, defaults.maxPromptTokens());
    setDefault(maxAnswerTokens, defaults.maxAnswerTokens());
    setDefault(maxTotalTokens, defaults.maxTotalTokens());
    setDefault(baseModel, "");
    setDefault(keepToolCalls, defaults.keepToolCalls());
    setDefault(keepRefusals, defaults.keepRefusals());
    setDefault(keepTruncated, defaults.keepTruncated());
    setDefault(checkSchemas, defaults.checkSchemas());
    setDefault(languages, new String[0]);
    setDefault(predicates, new String[0]);
    setDefault(minAgreement, 0.0);
  }

  @Override
  public String uid() {
    return uid;
  }

  @Override
  public Param<String> messagesCol() {
    return messagesCol;
  }

  public FilterExamples setMessagesCol(String column) {
    set(messagesCol, column);
    return this;
  }

  @Override
  public Param<String> answerCol() {
    return answerCol;
  }

  public FilterExamples setAnswerCol(String column) {
    set(answerCol, column);
    return this;
  }

  @Override
  public Param<String> droppedCol() {
    return droppedCol;
  }

  public FilterExamples setDroppedCol(String column) {
    set(droppedCol, column);
    return this;
  }

  public IntParam maxPromptChars() {
    return maxPromptChars;
  }

  public int getMaxPromptChars() {
    return (int) getOrDefault(maxPromptChars);
  }

  public FilterExamples setMaxPromptChars(int chars) {
    set(maxPromptChars, chars);
    return this;
  }

  public IntParam maxAnswerChars() {
    return maxAnswerChars;
  }

  public int getMaxAnswerChars() {
    return (int) getOrDefault(maxAnswerChars);
  }

  public FilterExamples setMaxAnswerChars(int chars) {
    set(maxAnswerChars, chars);
    return this;
  }

  public IntParam maxPromptTokens() {
    return maxPromptTokens;
  }

  public int getMaxPromptTokens() {
    return (int) getOrDefault(maxPromptTokens);
  }

  public FilterExamples setMaxPromptTokens(int tokens) {
    set(maxPromptTokens, tokens);
    return this;
  }

  public IntParam maxAnswerTokens() {
    return maxAnswerTokens;
  }

  public int getMaxAnswerTokens() {
    return (int) getOrDefault(maxAnswerTokens);
  }

  public FilterExamples setMaxAnswerTokens(int tokens) {
    set(maxAnswerTokens, tokens);
    return this;
  }

  public IntParam maxTotalTokens() {
    return maxTotalTokens;
  }

  public int getMaxTotalTokens() {
    return (int) getOrDefault(maxTotalTokens);
  }

  public FilterExamples setMaxTotalTokens(int tokens) {
    set(maxTotalTokens, tokens);
    return this;
  }

  public Param<String> baseModel() {
    return baseModel;
  }

  public String getBaseModel() {
    return getOrDefault(baseModel);
  }

  /** Folder of the model whose tokens are counted, on any file system of Hadoop's. */
  public FilterExamples setBaseModel(String folder) {
    set(baseModel, folder);
    return this;
  }

  public BooleanParam keepToolCalls() {
    return keepToolCalls;
  }

  public boolean getKeepToolCalls() {
    return (boolean) getOrDefault(keepToolCalls);
  }

  public FilterExamples setKeepToolCalls(boolean keep) {
    set(keepToolCalls, keep);
    return this;
  }

  public BooleanParam keepRefusals() {
    return keepRefusals;
  }

  public boolean getKeepRefusals() {
    return (boolean) getOrDefault(keepRefusals);
  }

  public FilterExamples setKeepRefusals(boolean keep) {
    set(keepRefusals, keep);
    return this;
  }

  public BooleanParam keepTruncated() {
    return keepTruncated;
  }

  public boolean getKeepTruncated() {
    return (boolean) getOrDefault(keepTruncated);
  }

  public FilterExamples setKeepTruncated(boolean keep) {
    set(keepTruncated, keep);
    return this;
  }

  public BooleanParam checkSchemas() {
    return checkSchemas;
  }

  public boolean getCheckSchemas() {
    return (boolean) getOrDefault(checkSchemas);
  }

  public FilterExamples setCheckSchemas(boolean check) {
    set(checkSchemas, check);
    return this;
  }

  public StringArrayParam languages() {
    return languages;
  }

  public String[] getLanguages() {
    return getOrDefault(languages);
  }

  public FilterExamples setLanguages(String... codes) {
    set(languages, codes);
    return this;
  }

  public StringArrayParam predicates() {
    return predicates;
  }

  public String[] getPredicates() {
    return getOrDefault(predicates);
  }

  public FilterExamples setPredicates(String... namesAndExpressions) {
    set(predicates, namesAndExpressions);
    return this;
  }

  /** One more condition to keep a row by; a row that fails it gets the name as its reason. */
  public FilterExamples addPredicate(String name, String sql) {
    return setPredicates(
        Stream.concat(Arrays.stream(getPredicates()), Stream.of(SqlPredicates.entry(name, sql)))
            .toArray(String[]::new));
  }

  public DoubleParam minAgreement() {
    return minAgreement;
  }

  public double getMinAgreement() {
    return (double) getOrDefault(minAgreement);
  }

  public FilterExamples setMinAgreement(double share) {
    set(minAgreement, share);
    return this;
  }

  @Override
  public StructType transformSchema(StructType schema) {
    InputSchema input =
        InputSchema.of(this, schema)
            .needs(messagesCol, MessageRows.MESSAGES)
            .needs(answerCol, MessageRows.MESSAGE)
            .needs(droppedCol, DataTypes.StringType)
            .needs(
                !countsTokens() || !getBaseModel().isEmpty(),
                "A token limit is set and baseModel is not. Set baseModel to the folder of the"
                    + " model to tune.");
    for (String language : getLanguages()) {
      input.needs(
          LanguageDetector.languages().contains(language),
          "Unknown language '"
              + language
              + "' (param languages). Use codes of "
              + LanguageDetector.languages()
              + ".");
    }
    SqlPredicates.problems("predicates", getPredicates())
        .forEach(problem -> input.needs(false, problem));
    input.check();
    return schema;
  }

  private boolean countsTokens() {
    return getMaxPromptTokens() > 0 || getMaxAnswerTokens() > 0 || getMaxTotalTokens() > 0;
  }

  @Override
  public Dataset<Row> transform(Dataset<?> examples) {
    transformSchema(examples.schema());
    Map<String, String> conditions = SqlPredicates.byName(getPredicates());
    SqlPredicates.check(uid, "predicates", conditions, examples.toDF());
    Dataset<Row> rows = AppliedRules.note(this, getDroppedCol(), examples.toDF());
    Dataset<Row> filtered = drop(rows, reason(rows));
    if (!conditions.isEmpty()) {
      filtered = drop(filtered, SqlPredicates.firstFailing(conditions));
    }
    return getMinAgreement() > 0 ? agreeing(filtered) : filtered;
  }

  private Dataset<Row> drop(Dataset<Row> rows, Column reason) {
    Column dropped = functions.col(getDroppedCol());
    return rows.withColumn(
        getDroppedCol(), functions.when(dropped.isNull(), reason).otherwise(dropped));
  }

  private Column reason(Dataset<Row> rows) {
    ExampleFilter filter =
        new ExampleFilter(
            getMaxPromptChars(),
            getMaxAnswerChars(),
            getMaxPromptTokens(),
            getMaxAnswerTokens(),
            getMaxTotalTokens(),
            getKeepToolCalls(),
            getKeepRefusals(),
            getKeepTruncated(),
            getCheckSchemas(),
            Set.of(getLanguages()));
    FilterRow row =
        countsTokens()
            ? new FilterRow(filter, getBaseModel(), TaskConfiguration.of(rows.sparkSession()))
            : new FilterRow(filter, null, null);
    var reason = functions.udf(row, DataTypes.StringType);
    return reason.apply(
        functions.col(getMessagesCol()),
        functions.col(getAnswerCol()),
        optional(rows, "tools_json"),
        optional(rows, "response_format_json"),
        optional(rows, "finish_reason"));
  }

  private static Column optional(Dataset<Row> rows, String name) {
    return Arrays.asList(rows.columns()).contains(name)
        ? functions.col(name)
        : functions.lit(null).cast(DataTypes.StringType);
  }

  /** Drops rows whose answer too few rows of the same prompt share. */
  private Dataset<Row> agreeing(Dataset<Row> rows) {
    UDF3<Seq<Row>, String, String, String> prompt =
        (messages, tools, format) ->
            RepeatedCalls.promptKey(MessageRows.list(messages), tools, format);
    UDF1<Row, String> answer = row -> RepeatedCalls.answerKey(MessageRows.from(row));
    Column in = functions.col(getDroppedCol()).isNull();
    Column promptKey = functions.col(TEMPORARY + "prompt");
    Column answerKey = functions.col(TEMPORARY + "answer");
    Dataset<Row> keyed =
        rows.withColumn(
                TEMPORARY + "prompt",
                functions.when(
                    in,
                    functions
                        .udf(prompt, DataTypes.StringType)
                        .apply(
                            functions.col(getMessagesCol()),
                            optional(rows, "tools_json"),
                            optional(rows, "response_format_json"))))
            .withColumn(
                TEMPORARY + "answer",
                functions.when(
                    in,
                    functions
                        .udf(answer, DataTypes.StringType)
                        .apply(functions.col(getAnswerCol()))));
    Column share =
        functions
            .count(functions.lit(1))
            .over(Window.partitionBy(promptKey, answerKey))
            .divide(functions.count(functions.lit(1)).over(Window.partitionBy(promptKey)));
    Dataset<Row> shared = keyed.withColumn(TEMPORARY + "share", share);
    return drop(
            shared,
            functions.when(
                functions.col(TEMPORARY + "share").lt(getMinAgreement()), functions.lit(DISAGREES)))
        .drop(TEMPORARY + "prompt", TEMPORARY + "answer", TEMPORARY + "share");
  }

  @Override
  public FilterExamples copy(ParamMap extra) {
    return defaultCopy(extra);
  }

  public static MLReader<FilterExamples> read() {
    return new DefaultParamsReader<>();
  }

  public static FilterExamples load(String path) {
    return read().load(path);
  }
}
