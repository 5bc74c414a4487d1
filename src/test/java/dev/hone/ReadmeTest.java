package dev.hone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.cli.samples.SupportDesk;
import dev.hone.spark.testing.LocalSpark;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program on README's first screen, compiled and run as it stands there. */
class ReadmeTest {
  private static final Pattern PROGRAM = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  private static final String IMPORTS =
      """
      import dev.hone.Hone;
      import dev.hone.estimators.adapters.*;
      import dev.hone.estimators.verdicts.*;
      import dev.hone.spark.calls.Calls;
      import dev.hone.spark.home.Home;
      import dev.hone.transformers.examples.*;
      import dev.hone.transformers.labels.*;
      import org.apache.spark.ml.*;
      import org.apache.spark.sql.*;
      """;

  @TempDir Path folder;

  @Test
  void theFifteenLinesCloseTheLoop() throws Exception {
    Path root = Path.of(System.getProperty("hone.root"));
    Matcher found = PROGRAM.matcher(Files.readString(root.resolve("README.md")));
    assertThat(found.find()).as("a java block in README.md").isTrue();
    String program = found.group(1);
    assertThat(program.lines().count()).isLessThanOrEqualTo(15);

    // The same lines, at a small size and away from the reader's own folders.
    SupportDesk.write(folder.resolve("all"), 1);
    Files.createDirectories(folder.resolve("hone-data").resolve("sample"));
    try (Stream<String> lines = Files.lines(folder.resolve("all").resolve("calls.jsonl"))) {
      Files.write(
          folder.resolve("hone-data").resolve("sample").resolve("calls.jsonl"),
          lines.limit(200).toList());
    }
    String placed =
        program
            .replace("\"hone-data", "\"" + folder.resolve("hone-data"))
            .replace("\"models/", "\"" + root.resolve("models") + "/");
    assertThat(placed).isNotEqualTo(program);

    SparkSession.setActiveSession(LocalSpark.session());
    assertThat(run(compile(placed))).contains("agrees").contains("requests");
  }

  private Class<?> compile(String program) throws Exception {
    Path source = folder.resolve("FifteenLines.java");
    Files.writeString(
        source,
        IMPORTS
            + "public class FifteenLines {\n  public static void main(String[] args) throws Exception {\n"
            + program
            + "  }\n}\n");
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    List<String> arguments =
        List.of(
            "-d",
            folder.toString(),
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path"),
            source.toString());
    int status = compiler.run(null, said, said, arguments.toArray(String[]::new));
    assertThat(status).as(said.toString(StandardCharsets.UTF_8)).isZero();
    URLClassLoader loader =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader());
    return loader.loadClass("FifteenLines");
  }

  private static String run(Class<?> program) throws Exception {
    PrintStream screen = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      scala.Console.withOut(
          System.out,
          (scala.Function0<Object>)
              () -> {
                try {
                  return program
                      .getMethod("main", String[].class)
                      .invoke(null, (Object) new String[0]);
                } catch (ReflectiveOperationException e) {
                  throw new IllegalStateException(e.getCause() == null ? e : e.getCause());
                }
              });
    } finally {
      System.setOut(screen);
    }
    return printed.toString(StandardCharsets.UTF_8);
  }
}
