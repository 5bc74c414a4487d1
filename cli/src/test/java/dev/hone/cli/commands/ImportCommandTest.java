package dev.hone.cli.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.spark.testing.LocalSpark;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportCommandTest {
  private static final SparkSession SPARK = LocalSpark.session();

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void countsWhatCameAndAddsNothingTwice() throws IOException {
    Path log =
        Files.writeString(
            folder.resolve("log.jsonl"),
            line("a", "mine") + line("b", "hone:judge") + "{\"databricks_request_id\":\"c\n");
    String table = folder.resolve("calls").toString();
    assertThat(hone("import", log.toString(), "--out", table, "--json"))
        .contains("\"rows\":3,\"calls\":2,\"complete\":1,\"unreadable\":1,\"own\":1,\"added\":3");
    assertThat(hone("import", log.toString(), "--out", table, "--json", "--keep-own"))
        .contains("\"complete\":2,\"unreadable\":1,\"own\":0,\"added\":0");
  }

  @Test
  void withACheckpointReadsOnlyWhatIsNew() throws IOException {
    Path lines = Files.writeString(folder.resolve("log.jsonl"), line("a", "x") + line("b", "y"));
    String log = folder.resolve("log").toString();
    String table = folder.resolve("calls").toString();
    String checkpoint = folder.resolve("checkpoint").toString();
    for (int added = 2; added >= 0; added -= 2) {
      if (added > 0) {
        SPARK.read().json(lines.toString()).write().format("delta").mode("append").save(log);
      }
      assertThat(hone("import", log, "--out", table, "--json", "--checkpoint", checkpoint))
          .contains("\"added\":" + added);
    }
  }

  private static String line(String id, String client) {
    return "{\"databricks_request_id\":\""
        + id
        + "\",\"client_request_id\":\""
        + client
        + "\",\"request\":\"{\\\"messages\\\":[{\\\"role\\\":\\\"user\\\",\\\"content\\\":\\\"Hi\\\"}]}\",\"response\":\"{\\\"choices\\\":[{\\\"message\\\":{\\\"content\\\":\\\"Hello\\\"}}]}\"}\n";
  }

  private String hone(String... args) {
    out.getBuffer().setLength(0);
    Outcome outcome =
        HoneCommand.execute(
            new Console(new PrintWriter(out, true), new PrintWriter(err, true), false, 100), args);
    assertThat(outcome.problem()).isEmpty();
    return out.toString();
  }
}
