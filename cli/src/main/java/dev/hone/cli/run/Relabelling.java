package dev.hone.cli.run;

import static java.util.Objects.requireNonNull;

import dev.hone.chat.ModelUri;
import dev.hone.cli.samples.SimulatedModels;
import dev.hone.spark.ledger.ModelAccess;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a run makes the labels of its train examples anew. Nothing is checked here but what must not
 * be null: {@link Inputs} tells all that is wrong together.
 *
 * @param model URI of the model that drafts, reviews and writes; null for the simulated teacher,
 *     which knows the sample logs only
 * @param judge URI of the one that checks and compares; null for the same
 * @param cheap URI of the one that a cascade asks first; null for the same
 * @param samples drafts a row
 * @param pricedAs the listed model whose price counts where a model's own is unknown; null for the
 *     default where the teacher is simulated, else for none
 * @param budgetUsd what relabelling may cost; null for no bound
 * @param compare whether a second adapter is fitted to the logged answers
 */
public record Relabelling(
    @Nullable String model,
    @Nullable String judge,
    @Nullable String cheap,
    RelabelWay way,
    int samples,
    @Nullable String pricedAs,
    @Nullable Double budgetUsd,
    boolean compare) {
  /**
   * What the simulated teacher's tokens are reckoned at: the price of the model that the sample log
   * names, for a strong model sampled several times is as good as a stronger one sampled once.
   */
  static final String SIMULATED_PRICE = "gpt-4.1";

  private static final String SIMULATED = "simulated";

  public Relabelling {
    requireNonNull(way, "way");
  }

  /** Whether a model is asked; else the log's own repeats decide. */
  boolean asks() {
    return way.mode() != null;
  }

  String modelUri() {
    return model == null ? SimulatedModels.TEACHER : model;
  }

  String judgeUri() {
    return judge == null ? modelUri() : judge;
  }

  /** Null where no cascade is wanted. */
  @Nullable String cheapUri() {
    return way != RelabelWay.CASCADE ? null : cheap == null ? modelUri() : cheap;
  }

  /** Every model that may be asked, by the option that names it. */
  Map<String, String> models() {
    Map<String, String> models = new LinkedHashMap<>();
    if (asks()) {
      models.put("--relabel", modelUri());
      if (judge != null) {
        models.put("--relabel-judge", judge);
      }
      if (cheap != null) {
        models.put("--relabel-cheap", cheap);
      }
    }
    return models;
  }

  /** Whether any of its models is paid for each answer. */
  boolean isPaid() {
    return models().values().stream().map(ModelUri::parse).anyMatch(ModelAccess::isPaid);
  }

  /** Whether what it costs is only what it would cost: nobody is paid for a simulated answer. */
  boolean simulated() {
    return models().values().stream().anyMatch(uri -> uri.startsWith(SIMULATED + ":"));
  }

  /** The listed model whose price counts where a model's own is unknown; null for none. */
  @Nullable String price() {
    return pricedAs == null && simulated() ? SIMULATED_PRICE : pricedAs;
  }

  /** For people to read, by option. */
  Map<String, String> described() {
    Map<String, String> all = new LinkedHashMap<>();
    List<String> how = new ArrayList<>(List.of(way.text()));
    if (asks()) {
      how.add("by " + modelUri() + (simulated() ? " (simulated)" : ""));
      how.add(samples + " drafts");
    }
    all.put("relabel", String.join(", ", how));
    if (judge != null) {
      all.put("relabel judge", judge);
    }
    if (cheapUri() != null) {
      all.put("relabel cheap model", cheapUri());
    }
    if (price() != null) {
      all.put("relabel priced as", price());
    }
    if (budgetUsd != null) {
      all.put("relabel budget", "$" + budgetUsd);
    }
    if (compare) {
      all.put("compare", "a second adapter on the logged answers");
    }
    return all;
  }

  /** What is wrong with the options alone, whatever the models are. */
  List<String> problems(boolean sampleLogs, boolean truthKnown) {
    List<String> problems = new ArrayList<>();
    if (asks() && model == null && !sampleLogs) {
      problems.add(
          "--relabel names no model: without one the simulated teacher relabels, and it knows only"
              + " the sample logs. Name one for your own: --relabel=openai:gpt-4.1 (key from"
              + " OPENAI_API_KEY), or --relabel-mode=consensus, which asks none.");
    }
    if (samples < 1) {
      problems.add("Invalid --relabel-samples: " + samples + ". Use 1 or more.");
    }
    if (budgetUsd != null && !(budgetUsd > 0)) {
      problems.add("Invalid --relabel-budget: " + budgetUsd + ". Use more than 0 USD.");
    }
    if (cheap != null && way != RelabelWay.CASCADE) {
      problems.add(
          "--relabel-cheap is asked by a cascade only. Add --relabel-mode=cascade, or leave it"
              + " out.");
    }
    if (way == RelabelWay.CASCADE && !truthKnown) {
      problems.add(
          "--relabel-mode=cascade sets its threshold on train examples whose right answer is known."
              + " Give some by --truth, or use another mode: "
              + RelabelWay.names()
              + ".");
    }
    return problems;
  }
}
