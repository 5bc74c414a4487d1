package dev.hone.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.chat.Message;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainingFileReaderTest {
  private static final String GOOD =
      "{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"assistant\",\"content\":\"b\"}]}";

  @Test
  void namesBadLinesAndReadsOn() {
    List<TrainingLine> lines =
        read("\uFEFF" + GOOD + "\r\n\n{\"messages\":[\nnull\n" + GOOD + "\nnonsense\n{\"a\":1}");
    assertThat(lines.stream().map(TrainingLine::number)).containsExactly(1L, 3L, 4L, 5L, 6L, 7L);
    assertThat(lines.stream().map(TrainingLine::reason))
        .containsExactly(
            null,
            "JSON that was cut off",
            "not a JSON object",
            null,
            "not JSON",
            "the messages are not an array of at least one");
    assertThat(lines.get(4).raw()).isEqualTo("nonsense");
  }

  @Test
  void readsArraysAsFarAsTheyAreJson() {
    List<TrainingLine> lines =
        read(" \n[" + GOOD + ",\n{\"a\":1},\n7,\n" + GOOD + ",\n{\"b\": tru}");
    assertThat(lines.stream().map(TrainingLine::number)).containsExactly(2L, 3L, 4L, 5L, 6L);
    assertThat(lines.stream().map(TrainingLine::reason))
        .containsExactly(
            null,
            "the messages are not an array of at least one",
            "not a JSON object",
            null,
            "the array is no JSON from here on");
    assertThat(read("[" + GOOD + ",{\"a\":").get(1).reason()).isEqualTo("the array is cut off");
    assertThat(lines.get(1).raw()).isEqualTo("{\"a\":1}");
    assertThat(read("[" + GOOD).get(1).reason()).isEqualTo("the array is cut off");
    assertThat(read("[]")).isEmpty();
    assertThat(read("")).isEmpty();
  }

  @Test
  void oneRowOfAFormatTellsTheWholeFile() {
    TrainingFileReader reader =
        reader(GOOD + "\nbad\n" + GOOD.replace("]}", "],\"split\":\"TEST\"}"), null);
    assertThat(reader.format().name()).isEqualTo("openpipe");
    assertThat(reader(GOOD, null).format().name()).isEqualTo("openai");
    assertThat(reader(GOOD, TrainingFormats.named("trl")).format().name()).isEqualTo("trl");
  }

  @Test
  void readsBytesThatAreNoText() {
    byte[] bytes = GOOD.getBytes(StandardCharsets.UTF_8);
    bytes[GOOD.indexOf("\"a\"") + 1] = (byte) 0xFF;
    TrainingFileReader reader = new TrainingFileReader(new ByteArrayInputStream(bytes), null);
    assertThat(reader.next().row().turns().get(0).message()).isEqualTo(Message.user("\uFFFD"));
  }

  @Test
  void longLinesAreNotHeld() throws IOException {
    byte[] file = ("x".repeat(100) + "\n" + "{}\n").getBytes(StandardCharsets.UTF_8);
    try (RawRows rows = new RawRows(new ByteArrayInputStream(file), 50)) {
      assertThat(rows.next().reason()).isEqualTo("the line is longer than 50 characters");
      assertThat(rows.next().number()).isEqualTo(2);
      assertThat(rows.next()).isNull();
    }
  }

  @Test
  void deepNestingIsABadRow() {
    String deep = "{\"messages\":" + "[".repeat(5000) + "]".repeat(5000) + "}";
    List<TrainingLine> lines = read(deep + "\n" + GOOD);
    assertThat(lines.get(0).reason()).isEqualTo("not JSON");
    assertThat(lines.get(1).reason()).isNull();
  }

  private static List<TrainingLine> read(String text) {
    List<TrainingLine> lines = new ArrayList<>();
    reader(text, null).forEachRemaining(lines::add);
    return lines;
  }

  private static TrainingFileReader reader(
      String text, @org.jspecify.annotations.Nullable TrainingFormat format) {
    return new TrainingFileReader(
        new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), format);
  }
}
