package dev.hone.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.cli.report.LabelsReport;
import dev.hone.cli.report.Report;
import dev.hone.cli.report.Share;
import dev.hone.cli.report.TokenPrice;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts the facts of {@link RelabelStep} into the report. */
final class LabelsMaker {
  private LabelsMaker() {}

  /** Null where a run made no labels anew. */
  static @Nullable LabelsReport of(
      RunSettings settings, JsonNode facts, List<LabelsReport.RelabelledRow> samples) {
    if (facts.isMissingNode()) {
      return null;
    }
    Map<String, LabelsReport.BeforeAfter> by = new LinkedHashMap<>();
    facts
        .path("right")
        .properties()
        .forEach(group -> by.put(group.getKey(), beforeAfter(group.getValue())));
    LabelsReport.BeforeAfter all = by.get(Report.ALL);
    long rows = facts.path("rows").asLong();
    Double ofRows = number(facts, "rows_usd");
    return new LabelsReport(
        facts.path("way").asText(),
        text(facts, "model"),
        text(facts, "judge"),
        facts.path("simulated").asBoolean(),
        facts.path("samples").asInt(),
        all == null ? null : all.before().share(),
        all == null ? null : all.after().share(),
        by,
        rows == 0 ? 1 : 1 - facts.path("replaced").asDouble() / rows,
        number(facts, "cost_usd"),
        ofRows == null || rows == 0 ? null : ofRows / rows,
        number(facts, "criteria_usd"),
        price(facts.path("price")),
        settings.relabelling().budgetUsd(),
        rows,
        facts.path("replaced").asLong(),
        counts(facts.path("outcomes")),
        counts(facts.path("stopped")),
        facts.path("calls").asLong(),
        facts.path("input_tokens").asLong(),
        facts.path("output_tokens").asLong(),
        paid(facts.path("paid")),
        criteria(facts.path("criteria")),
        texts(facts.path("criteria_problems")),
        cascade(facts.path("cascade")),
        samples);
  }

  private static LabelsReport.BeforeAfter beforeAfter(JsonNode group) {
    long of = group.path("of").asLong();
    return new LabelsReport.BeforeAfter(
        Share.of(group.path("before").asLong(), of), Share.of(group.path("after").asLong(), of));
  }

  private static @Nullable TokenPrice price(JsonNode price) {
    return price.isObject()
        ? new TokenPrice(
            price.path("model").asText(),
            price.path("in").asDouble(),
            price.path("out").asDouble(),
            price.path("as_of").asText())
        : null;
  }

  private static LabelsReport.Paid paid(JsonNode paid) {
    return new LabelsReport.Paid(
        paid.path("calls").asLong(),
        paid.path("bought").asLong(),
        paid.path("errors").asLong(),
        paid.path("lost").asLong(),
        paid.path("usd").asDouble(),
        paid.path("hits").asLong(),
        paid.path("saved_usd").asDouble());
  }

  private static List<LabelsReport.CheckedCriterion> criteria(JsonNode list) {
    List<LabelsReport.CheckedCriterion> criteria = new ArrayList<>();
    for (JsonNode one : list) {
      criteria.add(
          new LabelsReport.CheckedCriterion(
              one.path("task").asText(),
              one.path("id").asText(),
              one.path("text").asText(),
              one.path("found").asBoolean(),
              one.path("broken").asLong()));
    }
    return criteria;
  }

  private static LabelsReport.@Nullable Cascade cascade(JsonNode cascade) {
    if (!cascade.isObject()) {
      return null;
    }
    long taken = cascade.path("taken").asLong();
    long of = cascade.path("of").asLong();
    return new LabelsReport.Cascade(
        cascade.path("threshold").asDouble(),
        cascade.path("target").asDouble(),
        cascade.path("known").asInt(),
        taken == 0 ? null : Share.of(cascade.path("right").asLong(), taken),
        of == 0 ? null : Share.of(taken, of));
  }

  private static Map<String, Long> counts(JsonNode object) {
    Map<String, Long> counts = new LinkedHashMap<>();
    object.properties().forEach(entry -> counts.put(entry.getKey(), entry.getValue().asLong()));
    return counts;
  }

  private static Map<String, String> texts(JsonNode object) {
    Map<String, String> texts = new LinkedHashMap<>();
    object.properties().forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
    return texts;
  }

  private static @Nullable String text(JsonNode node, String key) {
    return node.hasNonNull(key) ? node.get(key).asText() : null;
  }

  private static @Nullable Double number(JsonNode node, String key) {
    return node.hasNonNull(key) ? node.get(key).asDouble() : null;
  }
}
