package dev.hone.verdicts;

import static java.util.Objects.requireNonNull;

import dev.hone.chat.Answer;
import dev.hone.chat.ChatModel;
import dev.hone.chat.ChatRequest;
import java.util.ArrayList;
import java.util.List;

/** A model that judges by a protocol. All that is asked about all cases goes as one batch. */
final class ModelJudge implements Judge {
  private final Protocol protocol;
  private final ChatModel model;

  ModelJudge(Protocol protocol, ChatModel model) {
    this.protocol = requireNonNull(protocol, "protocol");
    this.model = requireNonNull(model, "model");
  }

  @Override
  public String name() {
    return protocol.name();
  }

  @Override
  public List<Judged> judge(List<Case> cases) {
    List<List<ChatRequest>> byCase = cases.stream().map(protocol::requests).toList();
    List<Answer> answers = Answer.all(model, byCase.stream().flatMap(List::stream).toList());
    List<Judged> judged = new ArrayList<>();
    int next = 0;
    for (int i = 0; i < cases.size(); i++) {
      int end = next + byCase.get(i).size();
      judged.add(protocol.read(cases.get(i), answers.subList(next, end)));
      next = end;
    }
    return judged;
  }
}
