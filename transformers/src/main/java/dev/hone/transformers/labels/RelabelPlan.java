package dev.hone.transformers.labels;

import static java.util.Objects.requireNonNull;

import dev.hone.chat.ChatModel;
import dev.hone.chat.ModelUri;
import dev.hone.labels.Agent;
import dev.hone.labels.Agents;
import dev.hone.labels.OriginalAnswer;
import dev.hone.labels.Rehearsal;
import dev.hone.labels.RelabelMode;
import dev.hone.labels.RelabelSettings;
import dev.hone.labels.Relabeller;
import dev.hone.labels.RowBudget;
import dev.hone.spark.ledger.ModelAccess;
import dev.hone.verdicts.Criteria;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who relabels, and how, as it travels to executors; models are opened there.
 *
 * @param writer URI of the model that reviews and writes
 * @param proposers URIs of those that draft
 * @param judge URI of the one that checks and compares
 * @param cheap URI of the one that a cascade asks first, or null for no cascade
 * @param usd what a row may cost, or null
 */
record RelabelPlan(
    String writer,
    List<String> proposers,
    String judge,
    @Nullable String cheap,
    double threshold,
    String mode,
    int samples,
    double temperature,
    int maxAnswerTokens,
    int rewrites,
    long tokens,
    @Nullable Double usd,
    ModelAccess access)
    implements Serializable {
  RelabelPlan {
    proposers = new ArrayList<>(proposers);
  }

  /**
   * Relabellers by criteria, that share open models until the running task ends; outside of a task
   * until they are closed.
   */
  final class Opened implements AutoCloseable {
    private final Map<String, Agent> agents = new HashMap<>();
    private final Map<Criteria, Relabeller> relabellers = new HashMap<>();

    Relabeller with(Criteria criteria) {
      return relabellers.computeIfAbsent(criteria, this::make);
    }

    private Relabeller make(Criteria criteria) {
      Agents all =
          new Agents(proposers.stream().map(this::agent).toList(), agent(writer), agent(judge));
      return cheap == null
          ? Relabeller.of(all, criteria, settings())
          : Relabeller.cascade(agent(cheap), threshold, all, criteria, settings());
    }

    /** The one that reviews and writes. */
    Agent writer() {
      return agent(writer);
    }

    Agent agent(String uri) {
      return agents.computeIfAbsent(
          uri,
          missing -> {
            ModelUri parsed = ModelUri.parse(uri);
            return new Agent(uri, access.open(parsed), access.price(parsed));
          });
    }

    @Override
    public void close() {
      agents.values().forEach(agent -> agent.model().close());
    }
  }

  /** What a row will take; opens no model and asks none. */
  Rehearsal rehearse(OriginalAnswer original, Criteria criteria) {
    return Rehearsal.of(
        original,
        rewrites,
        standIn -> cheap == null ? whole(standIn, criteria) : cascade(standIn, criteria),
        cheap == null ? null : standIn -> whole(standIn, criteria));
  }

  private Relabeller whole(ChatModel standIn, Criteria criteria) {
    return Relabeller.of(standIns(standIn), criteria, settings());
  }

  private Relabeller cascade(ChatModel standIn, Criteria criteria) {
    return Relabeller.cascade(
        agent(requireNonNull(cheap), standIn), threshold, standIns(standIn), criteria, settings());
  }

  private Agents standIns(ChatModel standIn) {
    return new Agents(
        proposers.stream().map(uri -> agent(uri, standIn)).toList(),
        agent(writer, standIn),
        agent(judge, standIn));
  }

  private Agent agent(String uri, ChatModel model) {
    return new Agent(uri, model, access.price(ModelUri.parse(uri)));
  }

  RelabelSettings settings() {
    return new RelabelSettings(
        RelabelMode.of(mode),
        samples,
        temperature,
        maxAnswerTokens,
        new RowBudget(rewrites, tokens, usd));
  }
}
