package dev.hone.cli.review;

import dev.hone.chat.Message;
import dev.hone.reviews.Reasons;
import dev.hone.reviews.Review;
import java.util.ArrayList;
import java.util.List;

/** Reviews to decide in tests; their texts try to be more than text. */
final class SampleReviews {
  static final String EVIL = "<script>document.body.dataset.evil = 1</script>";

  private SampleReviews() {}

  static List<Review> of(int count) {
    List<Review> reviews = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      reviews.add(
          Review.of(
              "example-" + i,
              "group-" + i,
              "tuned",
              Reasons.doubt("the judge finds neither better"),
              List.of(Message.system("Sort tickets."), Message.user("ticket " + i + EVIL)),
              Message.assistant("{\"queue\":\"law\",\"why\":\"" + i + "\"}"),
              Message.assistant("{\"queue\":\"billing\",\"why\":\"</textarea>" + i + "\"}")));
    }
    return reviews;
  }
}
