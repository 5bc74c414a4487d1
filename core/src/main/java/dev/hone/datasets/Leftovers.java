package dev.hone.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.chat.Message;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What rows hold that a format has no place for. */
final class Leftovers {
  private Leftovers() {}

  /** Names of the row's other fields that are not among those carried. */
  static List<String> params(TrainingRow row, Set<String> carried) {
    List<String> left = new ArrayList<>();
    JsonNode params = Json.read(row.paramsJson());
    if (params != null) {
      params
          .fieldNames()
          .forEachRemaining(
              name -> {
                if (!carried.contains(name)) {
                  left.add("field '" + name + "'");
                }
              });
    }
    return left;
  }

  static void reasoning(TrainingRow row, List<String> left) {
    if (messages(row).anyMatch(message -> message.reasoning() != null)) {
      left.add("reasoning");
    }
  }

  static void refusals(TrainingRow row, List<String> left) {
    if (messages(row).anyMatch(message -> message.refusal() != null)) {
      left.add("refusals");
    }
  }

  static void names(TrainingRow row, List<String> left) {
    if (messages(row).anyMatch(message -> message.name() != null)) {
      left.add("speakers' names");
    }
  }

  static void callIds(TrainingRow row, List<String> left) {
    if (messages(row)
        .anyMatch(
            message ->
                message.toolCallId() != null
                    || message.toolCalls().stream().anyMatch(call -> !call.id().isEmpty()))) {
      left.add("ids of tool calls");
    }
  }

  /** Split, metadata and judgement. The split is in the file's name, so it is not lost. */
  static void notes(TrainingRow row, List<String> left) {
    if (!row.metadata().isEmpty()) {
      left.add("metadata");
    }
    if (row.good() != null) {
      left.add("judgement");
    }
  }

  static Stream<Message> messages(TrainingRow row) {
    return Stream.concat(
        row.turns().stream().map(Turn::message), Stream.ofNullable(row.rejected()));
  }
}
