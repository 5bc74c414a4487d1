package dev.hone.spark.home;

import dev.hone.reviews.Review;
import dev.hone.reviews.Reviewed;
import dev.hone.reviews.Reviews;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Asks people, and keeps what they decide, in a home's table {@code reviews}. Every write is one
 * append, so that two who write at once lose nothing. Needs rights on that table alone. Lives on
 * the driver; safe for use by many threads.
 */
public final class ReviewStore {
  /** The run id of decisions: no run wrote them, so none replaces them. */
  public static final String PEOPLE = "people";

  private final Home home;
  private final String writer = "reviews-" + UUID.randomUUID();
  private long writes;

  public ReviewStore(Home home) {
    this.home = home;
  }

  /**
   * Asks what was not asked before. What this run drew at random is noted also where it was asked
   * before.
   *
   * @param runId the run whose answers people are asked about
   * @return how many were new
   */
  public synchronized int ask(String runId, List<Review> reviews) {
    if (reviews.isEmpty()) {
      return 0;
    }
    Set<String> asked = new HashSet<>();
    Set<String> drawn = new HashSet<>();
    for (Row row :
        home.read(ReviewsTable.TABLE)
            .filter(functions.col("review_id").isNull())
            .select("id", "drawn_by")
            .collectAsList()) {
      asked.add(row.getString(0));
      if (runId.equals(row.getString(1))) {
        drawn.add(row.getString(0));
      }
    }
    Map<String, Review> rows = new LinkedHashMap<>();
    for (Review review : reviews) {
      boolean isDrawn = runId.equals(review.reasons().drawnBy());
      if (!asked.contains(review.id()) || (isDrawn && !drawn.contains(review.id()))) {
        rows.putIfAbsent(review.id(), review);
      }
    }
    long now = System.currentTimeMillis();
    append(runId, rows.values().stream().map(one -> ReviewsTable.toRow(one, now)).toList());
    return (int) rows.keySet().stream().filter(id -> !asked.contains(id)).count();
  }

  /** Keeps decisions; they are in the table when this returns. */
  public synchronized void keep(List<Reviewed> decisions) {
    append(PEOPLE, decisions.stream().map(ReviewsTable::toRow).toList());
  }

  private void append(String runId, List<Row> rows) {
    if (!rows.isEmpty()) {
      home.append(
          ReviewsTable.TABLE,
          runId,
          home.spark().createDataFrame(rows, ReviewsTable.SCHEMA).coalesce(1),
          writer,
          ++writes);
    }
  }

  /** All that was asked, the oldest first, and all that was decided. */
  public Reviews read() {
    List<Review> asked = new ArrayList<>();
    List<Reviewed> decided = new ArrayList<>();
    for (Row row : home.read(ReviewsTable.TABLE).orderBy("ts", "id").collectAsList()) {
      if (ReviewsTable.asks(row)) {
        asked.add(ReviewsTable.review(row));
      } else {
        decided.add(ReviewsTable.reviewed(row));
      }
    }
    return new Reviews(asked, decided);
  }
}
