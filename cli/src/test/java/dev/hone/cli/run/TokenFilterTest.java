package dev.hone.cli.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.chat.Message;
import dev.hone.examples.Example;
import dev.hone.examples.Provenance;
import dev.hone.spark.home.ExamplesTable;
import dev.hone.spark.testing.LocalSpark;
import dev.hone.transformers.examples.FilterExamples;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;

/** The filter counts the tokens of a base model that its own module knows nothing of. */
class TokenFilterTest {
  @Test
  void longExamplesAreToldByTheBaseModelsTokens() {
    List<Row> rows =
        Stream.of("Where is it?", "Where is it? ".repeat(40))
            .map(
                question ->
                    new Example(
                        question,
                        question,
                        null,
                        List.of(Message.user(question)),
                        null,
                        null,
                        Message.assistant("Here."),
                        "g",
                        1,
                        null,
                        null,
                        Provenance.of("log", question)))
            .map(ExamplesTable::toRow)
            .toList();
    Path base = Path.of(System.getProperty("hone.root"), "models", "hone-small");
    assertThat(
            new FilterExamples()
                .setBaseModel(base.toString())
                .setMaxPromptTokens(60)
                .transform(LocalSpark.session().createDataFrame(rows, ExamplesTable.SCHEMA))
                .select("dropped")
                .collectAsList())
        .extracting(row -> row.getString(0))
        .containsExactly(null, "prompt is longer than 60 tokens");
  }
}
