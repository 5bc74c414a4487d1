package dev.hone.cli.run;

import static org.apache.spark.sql.functions.col;

import dev.hone.examples.Example;
import dev.hone.examples.PruneRules;
import dev.hone.examples.Slots;
import dev.hone.examples.UnseenText;
import dev.hone.spark.home.ExamplesTable;
import dev.hone.spark.home.MessageRows;
import java.util.Iterator;
import java.util.List;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;

/**
 * Finds how much of each held-out request's text is in no request that was trained on, the static
 * text of prompts left aside. Travels to executors: each looks at its own rows and sends back one
 * bit for each piece of text.
 *
 * @param requests the words of the held-out requests
 * @param rulesJson {@link PruneRules#toJson}
 */
record UnseenRequests(List<String> requests, String rulesJson)
    implements MapPartitionsFunction<Row, byte[]> {

  /** The shares, from 0 to 1, in the order of the requests. */
  static double[] shares(RunContext run, List<HeldOut> requests) {
    String json = run.facts(ExamplesStep.NAME).path("prune_rules").asText();
    PruneRules rules = rules(json);
    List<String> words =
        requests.stream().map(request -> Slots.of(request.messages(), rules)).toList();
    UnseenText text = new UnseenText(words);
    run.home()
        .readRun(ExamplesTable.TABLE, run.runId())
        .filter(col("dropped").isNull().and(col("split").equalTo(Example.TRAIN)))
        .select("messages")
        .mapPartitions(new UnseenRequests(words, json), Encoders.BINARY())
        .collectAsList()
        .forEach(text::add);
    double[] shares = new double[requests.size()];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = text.share(i);
    }
    return shares;
  }

  private static PruneRules rules(String json) {
    return json.isEmpty() ? PruneRules.none() : PruneRules.fromJson(json);
  }

  @Override
  public Iterator<byte[]> call(Iterator<Row> trained) {
    PruneRules rules = rules(rulesJson);
    UnseenText text = new UnseenText(requests);
    while (trained.hasNext()) {
      text.see(Slots.of(MessageRows.list(trained.next(), "messages"), rules));
    }
    return List.of(text.seen()).iterator();
  }
}
