package dev.hone.transformers;

import dev.hone.calls.CallDraft;
import dev.hone.calls.LoggedCall;
import dev.hone.chat.Message;
import dev.hone.spark.home.CallsTable;
import dev.hone.spark.testing.LocalSpark;
import dev.hone.transformers.examples.MakeExamples;
import dev.hone.transformers.examples.SplitExamples;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/** A few calls of a made-up support desk, and the examples made of them. */
public final class SampleCalls {
  public static final String POLICY =
      "You sort tickets of a support desk. Answer with one word: refund, repair or other. Never"
          + " explain. Amounts above 100 need a supervisor.";

  private SampleCalls() {}

  /** Twenty complete calls, and two that no example can be made of. */
  public static Dataset<Row> calls() {
    List<LoggedCall> calls = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      calls.add(
          call(
              "c" + i,
              "Ticket " + i + ": my " + NOUNS.get(i % NOUNS.size()) + " is " + i,
              "refund"));
    }
    calls.add(call("cut", "Ticket 20: and then", null));
    calls.add(call("failed", "Ticket 21: anyone?", null));
    return of(calls);
  }

  public static Dataset<Row> of(List<LoggedCall> calls) {
    return LocalSpark.session()
        .createDataFrame(calls.stream().map(CallsTable::toRow).toList(), CallsTable.SCHEMA);
  }

  /** The examples of {@link #calls}, split. */
  public static Dataset<Row> examples() {
    return new SplitExamples().transform(new MakeExamples().transform(calls()));
  }

  /** A call under the policy; without an answer it is incomplete. */
  public static LoggedCall call(String id, String ticket, @Nullable String answer) {
    CallDraft call =
        CallDraft.of("desk", "row-" + id)
            .id(id)
            .epochMillis(1_700_000_000_000L)
            .latencyMillis(120L)
            .statusCode(200)
            .model("openai", "gpt-4.1")
            .messages(List.of(Message.system(POLICY), Message.user(ticket)));
    return (answer == null
            ? call.incomplete("no response body")
            : call.completion(Message.assistant(answer), "stop"))
        .toCall();
  }

  private static final List<String> NOUNS = List.of("lamp", "kettle", "phone", "chair", "desk");
}
