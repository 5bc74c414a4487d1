package dev.hone.estimators.answers;

import static org.apache.spark.sql.functions.avg;
import static org.apache.spark.sql.functions.col;

import dev.hone.calls.Price;
import dev.hone.chat.ChatJson;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.ModelUri;
import dev.hone.chat.Usage;
import dev.hone.json.Json;
import dev.hone.spark.ledger.ModelAccess;
import java.util.List;
import java.util.Locale;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * What a stage that asks a model will cost, before anything is spent. Tokens are estimated at four
 * characters each; answers at what the ledger's earlier ones of the same purpose and model had, or,
 * where there are none, at the longest allowed.
 *
 * @param model the model's URI
 * @param rows all rows, dropped ones included
 * @param sampled how many of them the estimate is told from
 * @param calls how many answers are to be bought
 * @param bought how many of the rows' answers the ledger holds already
 * @param inputTokens of the calls
 * @param outputTokens of the calls, as expected
 * @param mostOutputTokens of the calls, at most
 * @param usd the money expected, or null where the model's price is unknown
 * @param mostUsd the money at most, retries of broken answers apart, or null likewise
 * @param price where the price is from, or null likewise
 */
public record CostEstimate(
    String model,
    long rows,
    int sampled,
    long calls,
    long bought,
    long inputTokens,
    long outputTokens,
    long mostOutputTokens,
    @Nullable Double usd,
    @Nullable Double mostUsd,
    @Nullable Price price) {
  private static final int SAMPLE = 500;
  private static final int CHARS_PER_TOKEN = 4;
  private static final long SEED = 20_251_125;

  static CostEstimate of(AskRows asks, Dataset<Row> rows, String purpose) {
    ModelUri uri = ModelUri.parse(asks.modelUri());
    ModelAccess access = asks.access();
    long all = rows.count();
    double share = all <= SAMPLE ? 1 : Math.min(1, 1.2 * SAMPLE / all);
    List<Row> sample =
        (share < 1 ? rows.sample(false, share, SEED) : rows).limit(SAMPLE).collectAsList();
    long asked = 0;
    long held = 0;
    long input = 0;
    for (Row row : sample) {
      ChatRequest request = asks.request(row);
      if (request == null) {
        continue;
      }
      if (access.isBought(uri, request)) {
        held++;
        continue;
      }
      asked++;
      input += Json.write(ChatJson.toJson(request)).length() / CHARS_PER_TOKEN + 1;
    }
    double scale = sample.isEmpty() ? 0 : (double) all / sample.size();
    long calls = Math.round(asked * scale);
    long mostOutput = calls * asks.sampling().maxNewTokens();
    Double mean = meanOutput(access, uri, purpose);
    long output = mean == null ? mostOutput : Math.min(mostOutput, Math.round(calls * mean));
    long allInput = Math.round(input * scale);
    Price price = access.price(uri);
    return new CostEstimate(
        asks.modelUri(),
        all,
        sample.size(),
        calls,
        Math.round(held * scale),
        allInput,
        output,
        mostOutput,
        price == null ? null : (Double) price.cost(Usage.of(allInput, output)),
        price == null ? null : (Double) price.cost(Usage.of(allInput, mostOutput)),
        price);
  }

  private static @Nullable Double meanOutput(ModelAccess access, ModelUri uri, String purpose) {
    Dataset<Row> lines = access.ledgerRows();
    if (lines == null) {
      return null;
    }
    Row mean =
        lines
            .filter(
                col("kind")
                    .equalTo("bought")
                    .and(col("model").equalTo(uri.name()))
                    .and(col("stage").equalTo(purpose)))
            .agg(avg("output_tokens"))
            .head();
    return mean.isNullAt(0) ? null : (Double) mean.getDouble(0);
  }

  /** One readable line. */
  @Override
  public String toString() {
    String money =
        usd == null
            ? "price of the model unknown"
            : String.format(
                Locale.ROOT,
                "$%.4f expected, $%.4f at most (%s, %s)",
                usd,
                mostUsd,
                price == null ? "" : price.where(),
                price == null ? "" : price.asOf());
    return String.format(
        Locale.ROOT,
        "%s: %,d calls for %,d rows (%,d bought already), %,d tokens read, %,d written (at most"
            + " %,d), %s; from a sample of %,d rows",
        model,
        calls,
        rows,
        bought,
        inputTokens,
        outputTokens,
        mostOutputTokens,
        money,
        sampled);
  }
}
