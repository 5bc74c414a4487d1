package dev.hone.cli.run;

import dev.hone.chat.Message;
import dev.hone.engine.ChatEncoder;
import dev.hone.engine.Tokenizer;
import dev.hone.engine.decoder.DecoderConfig;
import dev.hone.engine.weights.ModelFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Chooses worked examples to show to the base model: as many as leave room for every request. */
final class Shots {
  private Shots() {}

  /**
   * A train example that may be shown.
   *
   * @param conversation what was asked, without system messages
   * @param answer the logged answer
   */
  record Shot(List<Message> conversation, Message answer) {}

  /**
   * The messages of the first shots that fit in front of the longest of the requests.
   *
   * @param base folder of the base model, local
   * @param requests held-out conversations
   * @param most shots at most
   * @param answerTokens room for the answer
   */
  static List<Message> choose(
      Path base, List<List<Message>> requests, List<Shot> candidates, int most, int answerTokens) {
    ModelFolder folder = ModelFolder.open(base);
    try (Tokenizer tokenizer = Tokenizer.open(base)) {
      ChatEncoder encoder = ChatEncoder.open(folder, tokenizer);
      int room = DecoderConfig.from(folder.json("config.json")).contextTokens() - answerTokens;
      List<Message> longest = List.of();
      int longestTokens = 0;
      for (List<Message> request : requests) {
        int tokens = tokens(encoder, request);
        // One that fills the context alone gets an error anyway; it shall not cost the others
        // theirs.
        if (tokens > longestTokens && tokens <= room) {
          longest = request;
          longestTokens = tokens;
        }
      }
      List<Message> shots = new ArrayList<>();
      int shown = 0;
      for (Shot shot : candidates) {
        if (shown == most || longest.isEmpty()) {
          break;
        }
        List<Message> more = new ArrayList<>(shots);
        more.addAll(shot.conversation());
        more.add(shot.answer());
        if (tokens(encoder, before(longest, more)) <= room) {
          shots = more;
          shown++;
        }
      }
      return shots;
    }
  }

  /** The conversation with the shots after its leading system messages. */
  private static List<Message> before(List<Message> conversation, List<Message> shots) {
    int system = 0;
    while (system < conversation.size() && conversation.get(system).role().equals(Message.SYSTEM)) {
      system++;
    }
    List<Message> all = new ArrayList<>(conversation);
    all.addAll(system, shots);
    return all;
  }

  private static int tokens(ChatEncoder encoder, List<Message> messages) {
    try {
      return encoder.prompt(messages, null).length;
    } catch (RuntimeException e) {
      return Integer.MAX_VALUE; // the template refuses it: it cannot be shown
    }
  }
}
