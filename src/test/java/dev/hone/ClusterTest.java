package dev.hone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.cli.samples.SupportDesk;
import dev.hone.spark.models.LocalFiles;
import dev.hone.spark.testing.HiddenFileSystem;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shape in which a cluster treats Hone: Spark's own jars on the system class path, Hone's one
 * jar in a child class loader on driver and executors (each a process of its own), files on a
 * Hadoop file system that java.io cannot read.
 */
class ClusterTest {
  private static final long MINUTES = 5;

  @TempDir Path folder;

  @Test
  void theLoopRunsFromTheShadedJarOnALocalCluster() throws Exception {
    Path hone = Paths.get(System.getProperty("hone.jar"));
    assertThat(hone).as("the shaded jar; run by mvn verify -pl dist -am").exists();
    Path sparkHome = sparkHome(hone.resolveSibling("spark"));
    Path program = jarOf("program.jar", ClusterLoop.class);
    Path model = Paths.get(System.getProperty("hone.root"), "models", "hone-small");

    List<String> command = new ArrayList<>();
    command.add(Paths.get(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(javaOptions());
    command.addAll(
        List.of(
            "-Xmx1g",
            "-cp",
            sparkHome.resolve("jars") + File.separator + "*",
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            "local-cluster[2,1,1024]",
            "--conf",
            "spark.hadoop.fs.hidden.impl=" + HiddenFileSystem.class.getName(),
            "--conf",
            "spark.hadoop."
                + HiddenFileSystem.ROOT
                + "="
                + Files.createDirectory(folder.resolve("hidden")),
            "--conf", // Delta must be told how to commit on a file system it does not know
            "spark.delta.logStore.hidden.impl=io.delta.storage.LocalLogStore",
            "--conf",
            "spark.sql.extensions=io.delta.sql.DeltaSparkSessionExtension",
            "--conf",
            "spark.sql.catalog.spark_catalog=org.apache.spark.sql.delta.catalog.DeltaCatalog",
            "--conf",
            "spark.sql.shuffle.partitions=2",
            "--conf",
            "spark.ui.enabled=false",
            "--conf", // what an executor keeps on its disk must not be anyone else's
            "spark.hadoop." + LocalFiles.CACHE_DIR + "=" + folder.resolve("cache"),
            "--conf",
            "spark.executor.heartbeatInterval=1s",
            "--conf",
            "spark.executor.extraJavaOptions=" + String.join(" ", javaOptions()),
            "--jars",
            hone + "," + natives(hone.getParent()),
            "--class",
            ClusterLoop.class.getName(),
            program.toString(),
            model.toString(),
            log().toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(Files.createDirectories(hone.resolveSibling("cluster")).toFile());
    builder.environment().put("SPARK_HOME", sparkHome.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("GOMP_SPINCOUNT", "1000");
    Path log = hone.resolveSibling("cluster.log"); // stays, for whoever asks why
    builder.redirectOutput(log.toFile());
    Process process = builder.start();
    boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }

    String printed = Files.readString(log);
    assertThat(ended).as("ended within %s minutes:%n%s", MINUTES, tail(printed)).isTrue();
    assertThat(process.exitValue()).as(tail(printed)).isZero();
    assertThat(printed).as(tail(printed)).contains(ClusterLoop.DONE);
  }

  /** The first part of the sample logs: what matters here is where things run, not how well. */
  private Path log() throws IOException {
    SupportDesk.write(folder.resolve("sample"), 1);
    Path log = folder.resolve("calls.jsonl");
    try (Stream<String> lines = Files.lines(folder.resolve("sample").resolve("calls.jsonl"))) {
      Files.write(log, lines.limit(150).toList());
    }
    return log;
  }

  /** A Spark distribution made of the jars this build resolved, without anything of Hone's. */
  private Path sparkHome(Path home) throws IOException {
    Path jars = Files.createDirectories(home.resolve("jars"));
    try (Stream<Path> old = Files.list(jars)) {
      for (Path jar : old.toList()) {
        Files.delete(jar);
      }
    }
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path jar = Paths.get(entry);
      if (entry.endsWith(".jar") && isSparks(entry)) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      }
    }
    Files.move(
        jarOf("hidden-file-system.jar", HiddenFileSystem.class),
        jars.resolve("hidden-file-system.jar"));
    return home;
  }

  private static boolean isSparks(String jar) {
    return Stream.of(
            "/ai/djl/",
            "/net/java/dev/jna/",
            "/info/picocli/",
            "/dev/hone/",
            "/target/",
            "/org/junit/",
            "/org/assertj/",
            "/com/tngtech/")
        .noneMatch(jar.replace(File.separatorChar, '/')::contains);
  }

  private static Path natives(Path target) throws IOException {
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("pytorch-native-cpu"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no pytorch-native-cpu jar in " + target));
    }
  }

  private static List<String> javaOptions() {
    return java.lang.management.ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(
            option ->
                option.startsWith("--add-opens")
                    || option.startsWith("-Djdk.")
                    || option.startsWith("-Dio.netty"))
        .toList();
  }

  /** A jar of a class and the classes nested in it. */
  private Path jarOf(String name, Class<?> type) throws IOException {
    Path jar = folder.resolve(name);
    String prefix = type.getName().replace('.', '/');
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Class<?> one : withNested(type)) {
        String entry = one.getName().replace('.', '/') + ".class";
        assertThat(entry).startsWith(prefix);
        out.putNextEntry(new JarEntry(entry));
        copy(one, entry, out);
        out.closeEntry();
      }
    }
    return jar;
  }

  private static void copy(Class<?> type, String entry, OutputStream out) throws IOException {
    try (InputStream in = type.getClassLoader().getResourceAsStream(entry)) {
      in.transferTo(out);
    }
  }

  private static List<Class<?>> withNested(Class<?> type) {
    List<Class<?>> all = new ArrayList<>(List.of(type));
    for (Class<?> nested : type.getDeclaredClasses()) {
      all.addAll(withNested(nested));
    }
    return all;
  }

  private static String tail(String text) {
    return text.substring(Math.max(0, text.length() - 6_000));
  }
}
