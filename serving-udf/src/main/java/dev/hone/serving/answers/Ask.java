package dev.hone.serving.answers;

import dev.hone.chat.Answer;
import dev.hone.chat.ChatJson;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one row asks: a request of a model, as text both. A null in either asks nothing.
 *
 * @param model a model URI, or null
 * @param request plain text, a JSON chat request or a JSON array of messages, or null
 */
record Ask(@Nullable String model, @Nullable String request) {

  /**
   * Asks all as one batch a model. The answers are in the order of the asks; null for one that asks
   * nothing. A request that cannot be read or answered has an error of its own; a model that cannot
   * be opened fails the task, since no row of it can be answered.
   */
  static List<@Nullable Answer> all(List<Ask> asks, TaskModels models) {
    @Nullable Answer[] answers = new Answer[asks.size()];
    Map<String, List<Integer>> byModel = new LinkedHashMap<>();
    for (int i = 0; i < asks.size(); i++) {
      Ask ask = asks.get(i);
      if (ask.model() != null && ask.request() != null) {
        byModel.computeIfAbsent(ask.model(), name -> new ArrayList<>()).add(i);
      }
    }
    byModel.forEach((name, places) -> answer(models.model(name), places, asks, answers));
    return Arrays.asList(answers);
  }

  private static void answer(
      ChatModel model, List<Integer> places, List<Ask> asks, @Nullable Answer[] answers) {
    List<ChatRequest> requests = new ArrayList<>();
    List<Integer> readable = new ArrayList<>();
    for (int place : places) {
      try {
        requests.add(ChatJson.parseRequest(String.valueOf(asks.get(place).request())));
        readable.add(place);
      } catch (IllegalArgumentException e) {
        answers[place] = new Answer(null, String.valueOf(e.getMessage()), 0);
      }
    }
    List<Answer> answered = Answer.all(model, requests);
    for (int k = 0; k < readable.size(); k++) {
      answers[readable.get(k)] = answered.get(k);
    }
  }
}
