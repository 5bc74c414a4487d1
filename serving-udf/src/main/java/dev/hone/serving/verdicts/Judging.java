package dev.hone.serving.verdicts;

import dev.hone.chat.Answer;
import dev.hone.chat.AnswerText;
import dev.hone.chat.ChatJson;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.Completion;
import dev.hone.chat.Message;
import dev.hone.chat.Usage;
import dev.hone.json.Json;
import dev.hone.verdicts.Case;
import dev.hone.verdicts.Criteria;
import dev.hone.verdicts.CriteriaChecks;
import dev.hone.verdicts.Judged;
import dev.hone.verdicts.MissingAnswer;
import dev.hone.verdicts.Pairwise;
import dev.hone.verdicts.PromptCheck;
import dev.hone.verdicts.Protocol;
import dev.hone.verdicts.Rating;
import dev.hone.verdicts.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Row;
import org.jspecify.annotations.Nullable;

/**
 * One row's judging, from texts to texts: what a model is asked, and the verdict in what it said.
 * The model is asked in between, by {@code hone_answer}.
 *
 * @param protocol how the model is asked
 * @param one what is judged, or null where an answer is missing
 * @param missing the verdict where an answer is missing, or else null
 */
record Judging(Protocol protocol, @Nullable Case one, @Nullable Verdict missing) {
  /**
   * Of {@code hone_judge}; null where a text that it cannot do without is null.
   *
   * @param by {@code reference}, {@code rating}, criteria as a JSON array, or a prompt
   * @throws IllegalArgumentException if {@code by} or the request cannot be read
   */
  static @Nullable Judging ofOne(
      @Nullable String by,
      @Nullable String request,
      @Nullable String answer,
      @Nullable String reference) {
    if (by == null || request == null) {
      return null;
    }
    Protocol protocol = protocol(by);
    return answer == null
        ? new Judging(protocol, null, MissingAnswer.failed())
        : new Judging(protocol, toCase(request, reference, List.of(answer)), null);
  }

  /**
   * Of {@code hone_prefer}; null where the request is null.
   *
   * @param better what better means, or null for what is usual
   * @throws IllegalArgumentException if the request cannot be read
   */
  static @Nullable Judging ofPair(
      @Nullable String request,
      @Nullable String first,
      @Nullable String second,
      @Nullable String reference,
      @Nullable String better) {
    if (request == null) {
      return null;
    }
    Protocol protocol = better == null ? Pairwise.of() : Pairwise.of(better);
    return first != null && second != null
        ? new Judging(protocol, toCase(request, reference, List.of(first, second)), null)
        : new Judging(protocol, null, MissingAnswer.ofPair(first != null, second != null));
  }

  private static Protocol protocol(String by) {
    return switch (by) {
      case "reference" -> PromptCheck.reference();
      case "rating" -> Rating.of();
      default ->
          by.stripLeading().startsWith("[")
              ? CriteriaChecks.of(Criteria.fromJson(by))
              : PromptCheck.of("prompt", by);
    };
  }

  private static Case toCase(String request, @Nullable String reference, List<String> answers) {
    ChatRequest asked = ChatJson.parseRequest(request);
    List<Message> messages = answers.stream().map(AnswerText::read).toList();
    return new Case(
        asked.messages(),
        asked.toolsJson(),
        asked.responseFormatJson(),
        reference == null ? null : AnswerText.read(reference),
        messages);
  }

  /** The request of that number as JSON, or null where the verdict does not need so many. */
  @Nullable String request(int number) {
    List<ChatRequest> requests = one == null ? List.of() : protocol.requests(one);
    return number < requests.size() ? Json.write(ChatJson.toJson(requests.get(number))) : null;
  }

  /** The verdict, given what {@code hone_answer} said to each request. */
  Judged read(List<@Nullable Row> answers) {
    Verdict known = missing;
    if (one == null || known != null) {
      return Judged.free(
          protocol.name(), known == null ? new Verdict.Failed(MissingAnswer.REASON) : known);
    }
    List<Answer> read = new ArrayList<>();
    for (Row answer : answers) {
      if (answer != null) {
        read.add(answer(answer));
      }
    }
    return protocol.read(one, read);
  }

  private static Answer answer(Row answer) {
    String error = answer.getAs("error");
    if (error != null) {
      return new Answer(null, error, 0);
    }
    String text = answer.getAs("answer");
    Usage usage =
        Usage.of(answer.<Integer>getAs("input_tokens"), answer.<Integer>getAs("output_tokens"));
    return new Answer(
        new Completion(Message.assistant(text == null ? "" : text), Completion.STOP, usage),
        null,
        0);
  }
}
