package dev.hone.transformers.examples;

import dev.hone.chat.Message;
import dev.hone.chat.TokenCounter;
import dev.hone.examples.Example;
import dev.hone.examples.ExampleFilter;
import dev.hone.examples.Provenance;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.models.TaskConfiguration;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.api.java.UDF5;
import org.jspecify.annotations.Nullable;
import scala.collection.Seq;

/** Says why one row does not pass, or null. Plain values, because it travels to executors. */
final class FilterRow implements UDF5<Seq<Row>, Row, String, String, String, String> {
  /**
   * An {@link ExampleFilter} that travels.
   *
   * @param languages empty for all
   */
  private record Settings(
      int maxPromptChars,
      int maxAnswerChars,
      int maxPromptTokens,
      int maxAnswerTokens,
      int maxTotalTokens,
      boolean keepToolCalls,
      boolean keepRefusals,
      boolean keepTruncated,
      boolean checkSchemas,
      ArrayList<String> languages)
      implements Serializable {}

  private final Settings settings;
  private final @Nullable String baseModel;
  private final @Nullable TaskConfiguration configuration;
  private transient @Nullable ExampleFilter filter;

  /**
   * @param baseModel whose tokens are counted, or null where none are
   */
  FilterRow(
      ExampleFilter filter, @Nullable String baseModel, @Nullable TaskConfiguration configuration) {
    this.settings =
        new Settings(
            filter.maxPromptChars(),
            filter.maxAnswerChars(),
            filter.maxPromptTokens(),
            filter.maxAnswerTokens(),
            filter.maxTotalTokens(),
            filter.keepToolCalls(),
            filter.keepRefusals(),
            filter.keepTruncated(),
            filter.checkSchemas(),
            new ArrayList<>(filter.languages()));
    this.baseModel = baseModel;
    this.configuration = configuration;
  }

  @Override
  public @Nullable String call(
      @Nullable Seq<Row> messages,
      @Nullable Row answerRow,
      @Nullable String toolsJson,
      @Nullable String responseFormatJson,
      @Nullable String finishReason) {
    Message answer = MessageRows.fromNullable(answerRow);
    if (answer == null) {
      return "no answer";
    }
    TokenCounter counter =
        baseModel == null || configuration == null
            ? null
            : TaskTokenCounters.get(baseModel, configuration);
    Provenance provenance =
        new Provenance("", "", null, null, finishReason, null, null, Map.of(), List.of());
    return filter()
        .dropReason(
            new Example(
                "",
                "",
                null,
                MessageRows.list(messages),
                toolsJson,
                responseFormatJson,
                answer,
                "",
                1,
                null,
                null,
                provenance),
            counter);
  }

  private ExampleFilter filter() {
    ExampleFilter ready = filter;
    if (ready == null) {
      ready =
          new ExampleFilter(
              settings.maxPromptChars(),
              settings.maxAnswerChars(),
              settings.maxPromptTokens(),
              settings.maxAnswerTokens(),
              settings.maxTotalTokens(),
              settings.keepToolCalls(),
              settings.keepRefusals(),
              settings.keepTruncated(),
              settings.checkSchemas(),
              Set.copyOf(settings.languages()));
      filter = ready;
    }
    return ready;
  }
}
