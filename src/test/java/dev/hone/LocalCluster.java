package dev.hone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Submits programs in the shape in which a cluster treats Hone: Spark's own jars on the system
 * class path, Hone's one jar in a child class loader on driver and executors, each a process of its
 * own.
 */
final class LocalCluster {
  private final Path folder;
  private final Path hone = Paths.get(System.getProperty("hone.jar"));
  private final Path sparkHome;

  /**
   * Lays out a Spark distribution of the jars this build resolved, without anything of Hone's.
   *
   * @param name of its folder beside Hone's jar; one a test class, for they run side by side
   * @param folder for what programs leave
   * @param beside classes that a cluster's owner puts among Spark's jars
   */
  LocalCluster(String name, Path folder, Class<?>... beside) throws IOException {
    this.folder = folder;
    assertThat(hone).as("the shaded jar; run by mvn verify -pl dist -am").exists();
    this.sparkHome = hone.resolveSibling("spark-of-" + name);
    if (Files.exists(sparkHome)) { // links, and what executors of an earlier run worked on
      try (Stream<Path> old = Files.walk(sparkHome)) {
        for (Path path : old.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    Path jars = Files.createDirectories(sparkHome.resolve("jars"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path jar = Paths.get(entry);
      if (entry.endsWith(".jar") && isSparks(entry)) {
        Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
      }
    }
    for (Class<?> one : beside) {
      jar(jars.resolve(one.getSimpleName() + ".jar"), one);
    }
  }

  /** Whether a cluster has it: not what Hone's jar brings, and not what only tests need. */
  private static boolean isSparks(String jar) {
    return Stream.of(
            "/ai/djl/",
            "/net/java/dev/jna/",
            "/info/picocli/",
            "/com/networknt/",
            "/com/ethlo/",
            "/io/github/resilience4j/",
            "/org/jetbrains/",
            "/org/jspecify/",
            "/dev/hone/",
            "/target/",
            "/org/junit/",
            "/org/assertj/",
            "/com/tngtech/")
        .noneMatch(jar.replace(File.separatorChar, '/')::contains);
  }

  /**
   * Starts a program.
   *
   * @param name of its log, which stays in the build's folder for whoever asks why
   * @param master Spark's, such as {@code local-cluster[2,1,1024]}
   * @param conf Spark's, added to what every program gets
   * @param program holds {@code main}; travels with its nested classes in a jar of its own
   */
  Submitted submit(
      String name,
      String master,
      Map<String, String> conf,
      Class<?> program,
      List<Path> moreJars,
      String... arguments)
      throws IOException {
    Path jar = folder.resolve(name + ".jar");
    jar(jar, program);
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
            master));
    Map<String, String> all = new TreeMap<>(conf);
    all.putIfAbsent("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension");
    all.putIfAbsent(
        "spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog");
    all.putIfAbsent("spark.sql.shuffle.partitions", "2");
    all.putIfAbsent("spark.ui.enabled", "false");
    all.putIfAbsent("spark.executor.extraJavaOptions", String.join(" ", javaOptions()));
    all.forEach((key, value) -> command.addAll(List.of("--conf", key + "=" + value)));
    String jars =
        Stream.concat(Stream.of(hone), moreJars.stream())
            .map(Path::toString)
            .collect(Collectors.joining(","));
    command.addAll(List.of("--jars", jars, "--class", program.getName(), jar.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(Files.createDirectories(folder.resolve("work-of-" + name)).toFile());
    builder.environment().put("SPARK_HOME", sparkHome.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", "127.0.0.1");
    builder.environment().put("GOMP_SPINCOUNT", "1000");
    Path log = hone.resolveSibling(name + ".log");
    builder.redirectOutput(log.toFile());
    return new Submitted(builder.start(), log);
  }

  /** Where executors work and print. */
  Path work() {
    return sparkHome.resolve("work");
  }

  /** The one jar that this build makes. */
  Path hone() {
    return hone;
  }

  /** A program that runs. */
  record Submitted(Process process, Path log) {
    /** Writes a line to where it reads. */
    void tell(String line) throws IOException {
      Writer in = process.outputWriter();
      in.write(line + "\n");
      in.flush();
    }

    /** The last of what it printed. */
    String printedLast() throws IOException {
      return tail(Files.readString(log));
    }

    /** The executors that run now. */
    List<ProcessHandle> executors() {
      return process.children().filter(ProcessHandle::isAlive).toList();
    }

    /** What it printed, once it ended well. */
    String printed(long withinMinutes) throws IOException, InterruptedException {
      boolean ended = process.waitFor(withinMinutes, TimeUnit.MINUTES);
      if (!ended) {
        kill();
      }
      String printed = Files.readString(log);
      assertThat(ended).as("ended within %s minutes:%n%s", withinMinutes, tail(printed)).isTrue();
      assertThat(process.exitValue()).as(tail(printed)).isZero();
      return printed;
    }

    void kill() throws InterruptedException {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
  }

  private static String tail(String text) {
    return text.substring(Math.max(0, text.length() - 6_000));
  }

  /** What Spark asks of Java; for the rest, a short life: little compiled, by few threads. */
  private static List<String> javaOptions() {
    return Stream.concat(
            Stream.of(
                "-XX:TieredStopAtLevel=1", "-XX:ReservedCodeCacheSize=160m", "-XX:+UseSerialGC"),
            ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(
                    option ->
                        option.startsWith("--add-opens")
                            || option.startsWith("-Djdk.")
                            || option.startsWith("-Dio.netty")))
        .toList();
  }

  /** A jar of a class and the classes nested in it. */
  private static void jar(Path jar, Class<?> type) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Class<?> one : withNested(type)) {
        String entry = one.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(entry));
        copy(one, entry, out);
        out.closeEntry();
      }
    }
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
}
