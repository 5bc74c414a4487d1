package dev.hone.cli.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hone.HoneException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunFolderTest {
  @TempDir Path folder;

  @Test
  void replacesFilesAndLeavesNothingBeside() throws IOException {
    RunFolder runs = new RunFolder(folder.resolve("runs").toString(), new Configuration());
    runs.write("a.txt", "one");
    runs.write("a.txt", "two é");
    assertThat(runs.read("a.txt")).contains("two é");
    assertThat(runs.read("b.txt")).isEmpty();
    try (Stream<Path> files = Files.list(folder.resolve("runs"))) {
      assertThat(files.map(file -> file.getFileName().toString())).containsExactly("a.txt");
    }
  }

  @Test
  void saysWhichPathCannotBeWritten() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "in the way");
    RunFolder runs = new RunFolder(file + "/runs", new Configuration());
    assertThatThrownBy(() -> runs.write("a.txt", "one"))
        .isInstanceOf(HoneException.class)
        .hasMessageContaining("Cannot write")
        .hasMessageContaining(file + "/runs/a.txt")
        .hasMessageContaining("--home");
  }
}
