package dev.hone.cli.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.AnswerText;
import dev.hone.cli.report.Answerer;
import dev.hone.json.Json;
import dev.hone.reviews.Doubt;
import dev.hone.reviews.Reasons;
import dev.hone.reviews.Review;
import dev.hone.reviews.ReviewPlan;
import dev.hone.spark.home.ReviewStore;
import dev.hone.verdicts.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Puts tuned answers of a run before people, in the home's reviews. */
final class RowsForPeople {
  private RowsForPeople() {}

  /**
   * The id of the review of a model's answer to a request, whether anybody asks or not; null where
   * it gave none, and for the logged answer.
   */
  static @Nullable String reviewId(HeldOut request, Answerer model) {
    String text = request.text(model);
    return text == null || model == Answerer.LOGGED
        ? null
        : Review.id(request.exampleId(), AnswerText.read(request.logged()), AnswerText.read(text));
  }

  /**
   * Asks about tuned answers as the plan has it.
   *
   * @param requests held-out requests that the tuned model answered
   * @param verdicts on the tuned answer beside the logged one, one for each request
   * @return how many for each reason, those asked about in an earlier run too
   */
  static ObjectNode ask(
      RunContext run, ReviewPlan plan, List<HeldOut> requests, List<Verdict> verdicts) {
    double[] unseen = UnseenRequests.shares(run, requests);
    List<ReviewPlan.Candidate> candidates = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      candidates.add(
          new ReviewPlan.Candidate(
              requests.get(i).exampleId(),
              Doubt.of(verdicts.get(i)).orElse(null),
              unseen[i],
              requests.get(i).weight()));
    }
    List<Reasons> reasons = plan.choose(run.runId(), candidates);
    List<Review> reviews = new ArrayList<>();
    for (int i = 0; i < requests.size(); i++) {
      HeldOut request = requests.get(i);
      String tuned = request.text(Answerer.TUNED);
      if (tuned != null && !reasons.get(i).equals(Reasons.NONE)) {
        reviews.add(
            Review.of(
                request.exampleId(),
                request.group(),
                Answerer.TUNED.key(),
                reasons.get(i),
                request.messages(),
                AnswerText.read(request.logged()),
                AnswerText.read(tuned)));
      }
    }
    new ReviewStore(run.home()).ask(run.runId(), reviews);
    return Json.object()
        .put("answers", reviews.size())
        .put("doubtful", count(reasons, Reasons::doubt))
        .put("drawn", count(reasons, Reasons::drawnBy))
        .put("novel", count(reasons, Reasons::unseenShare))
        .put("often_asked", count(reasons, Reasons::calls));
  }

  private static long count(List<Reasons> reasons, Function<Reasons, ?> reason) {
    return reasons.stream().filter(one -> reason.apply(one) != null).count();
  }
}
