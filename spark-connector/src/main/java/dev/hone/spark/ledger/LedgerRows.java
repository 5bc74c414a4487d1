package dev.hone.spark.ledger;

import dev.hone.chat.AnswerText;
import dev.hone.chat.ChatJson;
import dev.hone.chat.Usage;
import dev.hone.json.Json;
import dev.hone.ledger.LedgerRow;
import dev.hone.spark.home.LedgerTable;
import java.sql.Timestamp;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;

/** Lines of the ledger as rows of {@link LedgerTable}. */
final class LedgerRows {
  private LedgerRows() {}

  static Dataset<Row> of(SparkSession spark, List<LedgerRow> lines) {
    return spark.createDataFrame(lines.stream().map(LedgerRows::row).toList(), LedgerTable.SCHEMA);
  }

  private static Row row(LedgerRow line) {
    boolean answered = line.completion() != null;
    Usage usage = line.usage();
    return RowFactory.create(
        line.id(),
        line.kind().name().toLowerCase(Locale.ROOT),
        line.key().isEmpty() ? null : line.key(),
        line.provider(),
        line.model(),
        line.sample(),
        line.stage(),
        answered ? Json.write(ChatJson.toJson(line.completion().message())) : null,
        answered ? AnswerText.of(line.completion().message()) : null,
        line.errorKind(),
        line.error(),
        line.bought(),
        answered ? usage.input() : null,
        answered ? usage.output() : null,
        answered ? usage.cached() : null,
        answered ? usage.reasoning() : null,
        line.costUsd(),
        line.hits(),
        new Timestamp(line.epochMillis()));
  }
}
