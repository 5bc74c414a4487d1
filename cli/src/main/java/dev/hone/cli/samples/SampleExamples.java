package dev.hone.cli.samples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.examples.Example;
import dev.hone.examples.ExampleMaker;
import dev.hone.examples.Split;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The answered tickets of the sample logs, each once, split as a run with defaults splits them: a
 * short way to a training set where no tables are wanted.
 */
public final class SampleExamples {
  /**
   * A ticket, the answer in the log and the right one.
   *
   * @param part {@code plain}, {@code conditional} or {@code systematic}
   * @param wording {@code seen} or {@code unseen}
   */
  public record SampleExample(
      String ticket, String logged, String truth, String part, String wording, boolean heldOut) {}

  private static final double TEST_SHARE = 0.2;

  private SampleExamples() {}

  public static List<SampleExample> of(long seed) {
    List<SampleExample> examples = new ArrayList<>();
    Set<String> tickets = new HashSet<>();
    for (SampleCall call : SupportDesk.calls(seed)) {
      SampleCall.Truth truth = call.truth();
      if (truth == null) {
        continue;
      }
      JsonNode request = json(call.request());
      String ticket = request.at("/messages/1/content").asText();
      String session = request.at("/extra_params/session_id").asText();
      String side =
          Split.side(ExampleMaker.sessionKey(session), TEST_SHARE, SupportDesk.splitSalt(seed));
      if (tickets.add(ticket.replaceFirst("^(Hello\\? |Again: |Please help! )", ""))) {
        examples.add(
            new SampleExample(
                ticket,
                json(call.response()).at("/choices/0/message/content").asText(),
                truth.answer(),
                truth.part(),
                truth.wording(),
                side.equals(Example.TEST)));
      }
    }
    return examples;
  }

  private static JsonNode json(@org.jspecify.annotations.Nullable String text) {
    try {
      return SampleCall.JSON.readTree(String.valueOf(text));
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
