package dev.hone.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts tokens as a model reads them, its chat template included, without the model's weights.
 * Whoever opens one closes it; used by one thread at a time.
 */
public interface TokenCounter extends AutoCloseable {
  /**
   * Tokens of one example.
   *
   * @param prompt of the conversation, up to where the answer begins
   * @param answer of the answer and what ends it
   */
  record Count(int prompt, int answer) {
    public int total() {
      return prompt + answer;
    }
  }

  /**
   * Counts an example as it would be trained on.
   *
   * @param toolsJson the tools on offer as OpenAI's JSON array, or null
   * @throws IllegalArgumentException if the model's chat template refuses the conversation
   */
  Count count(List<Message> messages, @Nullable String toolsJson, Message answer);

  @Override
  void close();
}
