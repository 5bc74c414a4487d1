package dev.hone.verdicts;

import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatModelProvider;
import dev.hone.chat.ModelUri;

/** Serves {@code scripted:judge}. */
public final class ScriptedModels implements ChatModelProvider {
  @Override
  public String scheme() {
    return "scripted";
  }

  @Override
  public ChatModel open(ModelUri uri) {
    if (!uri.name().equals("judge")) {
      throw new IllegalArgumentException(
          "Unknown scripted model '" + uri + "'. There is " + ScriptedJudge.URI + ".");
    }
    return new ScriptedJudge();
  }
}
