package dev.hone.cli.run;

import dev.hone.cli.report.Answerer;
import dev.hone.cli.report.Report;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Picks held-out requests to show: a few of each kind, failures too, the same ones every time. */
final class Samples {
  private static final int OF_A_KIND = 2;

  private final List<HeldOut> heldOut;
  private final Map<String, Map<Answerer, Score>> scores = new HashMap<>();

  Samples(List<HeldOut> heldOut, List<Score> scores) {
    this.heldOut = heldOut;
    for (Score score : scores) {
      this.scores
          .computeIfAbsent(score.exampleId(), id -> new EnumMap<>(Answerer.class))
          .put(score.model(), score);
    }
  }

  List<Report.Sample> chosen() {
    Set<HeldOut> chosen = new LinkedHashSet<>();
    add(chosen, request -> good(request, Answerer.TUNED) && !good(request, Answerer.LOGGED));
    add(chosen, request -> !good(request, Answerer.TUNED) && !part(request, Truth.SYSTEMATIC));
    add(chosen, request -> part(request, Truth.SYSTEMATIC));
    add(chosen, request -> unseen(request));
    add(chosen, request -> good(request, Answerer.TUNED) && good(request, Answerer.LOGGED));
    List<Report.Sample> samples = new ArrayList<>();
    for (HeldOut request : chosen) {
      samples.add(sample(request));
    }
    return samples;
  }

  private void add(Set<HeldOut> chosen, Predicate<HeldOut> kind) {
    heldOut.stream()
        .filter(kind)
        .filter(request -> !chosen.contains(request))
        .limit(OF_A_KIND)
        .forEach(chosen::add);
  }

  private Report.Sample sample(HeldOut request) {
    Map<String, String> answers = new LinkedHashMap<>();
    Map<String, Boolean> right = new LinkedHashMap<>();
    for (Answerer model : Answerer.values()) {
      Reply reply = request.replies().get(model);
      if (reply != null) {
        answers.put(
            model.key(),
            reply.text() == null ? "(no answer: " + reply.error() + ")" : reply.text());
        // A log agrees with itself; a tick would say nothing.
        if (request.truth() != null || model != Answerer.LOGGED) {
          right.put(model.key(), good(request, model));
        }
      }
    }
    Truth truth = request.truth();
    return new Report.Sample(
        request.request(), truth == null ? null : truth.answer(), note(truth), answers, right);
  }

  private boolean good(HeldOut request, Answerer model) {
    Score score = scores.getOrDefault(request.exampleId(), Map.of()).get(model);
    if (score == null) {
      return false;
    }
    Boolean right = score.right();
    return right != null ? right : score.asLogged();
  }

  private static boolean part(HeldOut request, String part) {
    return request.truth() != null && part.equals(request.truth().part());
  }

  private static boolean unseen(HeldOut request) {
    return request.truth() != null && Truth.UNSEEN.equals(request.truth().wording());
  }

  private static @Nullable String note(@Nullable Truth truth) {
    if (truth == null) {
      return null;
    }
    String note =
        (Truth.SYSTEMATIC.equals(truth.part()) ? "systematic slip" : "")
            + (Truth.UNSEEN.equals(truth.wording()) ? " unseen wording" : "");
    return note.isBlank() ? null : note.strip();
  }
}
