package dev.hone.labels;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Who does what.
 *
 * @param proposers write drafts, by turns; one is enough, and one strong model sampled several
 *     times beats a mixture with weaker ones (Self-MoA, Li et al. 2025)
 * @param writer reviews drafts, writes the answer from them and rewrites it
 * @param judge checks answers against criteria and compares them with the originals; best of
 *     another family than the writer, for models prefer their own
 */
public record Agents(List<Agent> proposers, Agent writer, Agent judge) {
  public Agents {
    proposers = List.copyOf(proposers);
    if (proposers.isEmpty()) {
      throw new IllegalArgumentException("Drafts need at least one model; there is none.");
    }
    requireNonNull(writer, "writer");
    requireNonNull(judge, "judge");
  }

  /** One model for everything. */
  public static Agents of(Agent agent) {
    return new Agents(List.of(agent), agent, agent);
  }
}
