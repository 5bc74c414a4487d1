package dev.hone.labels;

import dev.hone.chat.Capabilities;
import dev.hone.chat.ChatJson;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.Message;
import dev.hone.chat.Usage;
import dev.hone.json.Json;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What relabelling a row will take, told before anybody is asked: its steps are gone through with a
 * stand-in for every model that repeats the logged answer. Tokens are reckoned at four characters
 * each.
 *
 * @param least where every answer repeats the logged one, is as long as it, and nothing is
 *     rewritten or compared
 * @param most where every reply is as long as allowed, the answer is rewritten and checked as often
 *     as allowed, and then compared with the logged one in both orders; each of those calls is
 *     reckoned as the dearest of the others. A cascade's strong models are asked as well.
 */
public record Rehearsal(Spent least, Spent most) {
  private static final int CHARS_PER_TOKEN = 4;

  /** Two of a rewrite: the answer and its check. */
  private static final int CALLS_A_REWRITE = 2;

  /** Two of a comparison: one an order. */
  private static final int CALLS_A_COMPARISON = 2;

  /**
   * Goes through the steps of one row.
   *
   * @param rewrites as often as an answer is rewritten at most
   * @param first makes what relabels, of stand-ins
   * @param whole likewise, without a cascade; null where {@code first} is none
   */
  public static Rehearsal of(
      OriginalAnswer original,
      int rewrites,
      Function<ChatModel, Relabeller> first,
      @Nullable Function<ChatModel, Relabeller> whole) {
    Relabelled repeated = go(original, first, false);
    Relabelled longest = go(original, first, true);
    Spent most = longest.spent();
    Spent dearest = dearest(longest.steps());
    if (whole != null) {
      Relabelled strong = go(original, whole, true);
      most = most.plus(strong.spent());
      dearest = dearest(strong.steps());
    }
    for (int i = 0; i < CALLS_A_REWRITE * rewrites + CALLS_A_COMPARISON; i++) {
      most = most.plus(dearest);
    }
    return new Rehearsal(repeated.spent(), most);
  }

  private static Relabelled go(
      OriginalAnswer original, Function<ChatModel, Relabeller> relabeller, boolean longest) {
    return relabeller
        .apply(new Repeater(original.answer(), longest))
        .relabel(List.of(original))
        .get(0);
  }

  private static Spent dearest(List<LabelStep> steps) {
    Spent dearest = Spent.NOTHING;
    for (LabelStep step : steps) {
      Spent spent = step.spent();
      Double usd = spent.usd();
      Double most = dearest.usd();
      boolean dearer =
          (usd == null || most == null) ? spent.tokens() > dearest.tokens() : usd > most;
      if (spent.calls() == 1 && dearer) {
        dearest = spent;
      }
    }
    return dearest;
  }

  /** Says the same to everybody. */
  private record Repeater(Message answer, boolean longest) implements ChatModel {
    @Override
    public CompletionStage<Completion> submit(ChatRequest request) {
      long written =
          longest ? request.sampling().maxTokens() : tokens(Json.write(ChatJson.toJson(answer)));
      return CompletableFuture.completedFuture(
          new Completion(answer, Completion.STOP, Usage.of(countTokens(request), written)));
    }

    @Override
    public int countTokens(ChatRequest request) {
      return tokens(Json.write(ChatJson.toJson(request)));
    }

    private static int tokens(String text) {
      return (text.length() + CHARS_PER_TOKEN - 1) / CHARS_PER_TOKEN;
    }

    @Override
    public Capabilities capabilities() {
      return new Capabilities(Integer.MAX_VALUE, true, 1);
    }

    @Override
    public void close() {}
  }
}
