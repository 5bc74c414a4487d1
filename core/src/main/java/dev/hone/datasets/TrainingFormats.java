package dev.hone.datasets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** All formats of training files. */
public final class TrainingFormats {
  /** In the order in which a file is offered to them: the more particular first. */
  private static final List<TrainingFormat> ALL =
      List.of(
          new LlamaFactoryFormat(),
          new ShareGptFormat(),
          new AxolotlFormat(),
          TrlFormat.promptCompletion(),
          TrlFormat.messages(),
          new OpenPipeFormat(),
          new OpenAiFormat());

  private TrainingFormats() {}

  public static List<String> names() {
    return ALL.stream().map(TrainingFormat::name).sorted().toList();
  }

  /**
   * Finds a format.
   *
   * @throws IllegalArgumentException if there is none of that name, with those that there are
   */
  public static TrainingFormat named(String name) {
    return ALL.stream()
        .filter(format -> format.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "Unknown format '"
                        + name
                        + "'. Use one of "
                        + String.join(", ", names())
                        + "."));
  }

  /**
   * The format of a file, told from some of its rows: the one that claims one of them; rows that
   * none claims are OpenAI's, whose supervised form all others share.
   */
  public static TrainingFormat of(List<ObjectNode> rows) {
    for (TrainingFormat format : ALL) {
      if (rows.stream().anyMatch(format::claims)) {
        return format;
      }
    }
    return new OpenAiFormat();
  }
}
