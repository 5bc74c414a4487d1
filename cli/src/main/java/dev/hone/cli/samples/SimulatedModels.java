package dev.hone.cli.samples;

import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatModelProvider;
import dev.hone.chat.ModelUri;

/** Serves {@code simulated:teacher}. */
public final class SimulatedModels implements ChatModelProvider {
  /** The teacher of the sample logs. */
  public static final String TEACHER = SimulatedTeacher.URI;

  @Override
  public String scheme() {
    return "simulated";
  }

  /**
   * Nobody is paid; but its answers lie in the ledger as those of a model would, so that the sample
   * goes the way a log of one's own goes. There they are of the provider {@code simulated}, and
   * their price is what a run was told to reckon them at.
   */
  @Override
  public boolean paid() {
    return true;
  }

  @Override
  public ChatModel open(ModelUri uri) {
    if (!uri.name().equals("teacher")) {
      throw new IllegalArgumentException(
          "Unknown simulated model '" + uri + "'. There is " + TEACHER + ".");
    }
    return new SimulatedTeacher();
  }
}
