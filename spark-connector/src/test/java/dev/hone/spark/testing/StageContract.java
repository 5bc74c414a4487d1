package dev.hone.spark.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.spark.params.MakesOtherRows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.ml.Estimator;
import org.apache.spark.ml.Model;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.BooleanParam;
import org.apache.spark.ml.param.DoubleParam;
import org.apache.spark.ml.param.FloatParam;
import org.apache.spark.ml.param.IntParam;
import org.apache.spark.ml.param.LongParam;
import org.apache.spark.ml.param.Param;
import org.apache.spark.ml.param.ParamMap;
import org.apache.spark.ml.param.StringArrayParam;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWritable;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * What every stage of Hone's keeps to, checked on an instance of it: uids, params, getters, save
 * and load with all params, copies, schemas, and that neither fit nor transform changes the stage.
 */
public final class StageContract {
  private StageContract() {}

  /**
   * The stages among the classes of a module, found by looking, whether or not they are registered.
   *
   * @param classes the folder that the module is compiled into, {@code target/classes}
   */
  public static List<Class<? extends PipelineStage>> stagesIn(Path classes) {
    try (Stream<Path> files = Files.walk(classes)) {
      List<Class<? extends PipelineStage>> stages = new ArrayList<>();
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).sorted().toList()) {
        String name = classes.relativize(file).toString().replace(".class", "").replace('/', '.');
        if (name.endsWith("-info")) {
          continue;
        }
        Class<?> type = Class.forName(name, false, StageContract.class.getClassLoader());
        if (PipelineStage.class.isAssignableFrom(type)
            && !Modifier.isAbstract(type.getModifiers())) {
          stages.add(type.asSubclass(PipelineStage.class));
        }
      }
      return stages;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("A class of " + classes + " is not on the class path", e);
    }
  }

  /**
   * Checks that META-INF/services lists exactly these stages, for Spark Connect finds them there.
   */
  public static void registered(Path classes, List<Class<? extends PipelineStage>> stages) {
    for (Class<?> kind : List.of(Transformer.class, Estimator.class)) {
      Path services = classes.resolve("META-INF/services/" + kind.getName());
      List<String> listed =
          Files.exists(services)
              ? lines(services).stream().filter(line -> !line.isBlank()).toList()
              : List.of();
      assertThat(listed)
          .as("%s", services)
          .containsExactlyInAnyOrderElementsOf(
              stages.stream().filter(kind::isAssignableFrom).map(Class::getName).toList());
    }
  }

  /**
   * Checks the stage on an input that it accepts. An estimator is fitted, and its model is checked
   * too.
   *
   * @param scratch an empty folder to save in
   */
  public static void check(PipelineStage stage, Dataset<Row> input, Path scratch) {
    differsInUid(stage.getClass());
    hasGetterForEveryParam(stage);
    savesAndLoads(stage, scratch.resolve("default"));
    savesAndLoads(withOtherValues(stage), scratch.resolve("changed"));
    copyLeavesOriginalAlone(stage);
    if (stage instanceof Estimator<?> estimator) {
      fitsWithoutChanging(estimator, input, scratch);
    } else if (stage instanceof Transformer transformer) {
      transformsAsItsSchemaSays(transformer, input);
    }
  }

  private static void differsInUid(Class<? extends PipelineStage> type) {
    String one = create(type).uid();
    assertThat(one).as("uid of a second %s", type).isNotEqualTo(create(type).uid());
    String prefix = type.getSimpleName().substring(0, 1).toLowerCase(Locale.ROOT);
    assertThat(one).startsWith(prefix + type.getSimpleName().substring(1) + "_");
  }

  private static void hasGetterForEveryParam(PipelineStage stage) {
    List<String> methods =
        Arrays.stream(stage.getClass().getMethods()).map(method -> method.getName()).toList();
    for (Param<?> param : stage.params()) {
      String suffix =
          param.name().substring(0, 1).toUpperCase(Locale.ROOT) + param.name().substring(1);
      assertThat(methods)
          .as("methods of %s", stage.getClass())
          .contains(param.name(), "get" + suffix, "set" + suffix);
      assertThat(param.parent()).as("parent of %s", param.name()).isEqualTo(stage.uid());
      assertThat(param.doc()).as("doc of %s", param.name()).isNotBlank();
    }
    assertThat(stage.params())
        .as("params of %s: each needs a public no-argument method", stage.getClass())
        .hasSize(Math.toIntExact(paramFields(stage.getClass())));
  }

  /** How many params a class holds, those in a record that several stages have included. */
  private static long paramFields(Class<?> type) {
    return Arrays.stream(type.getDeclaredFields())
        .mapToLong(
            field ->
                Param.class.isAssignableFrom(field.getType())
                    ? 1
                    : field.getType().isRecord() ? paramFields(field.getType()) : 0)
        .sum();
  }

  private static void savesAndLoads(PipelineStage stage, Path folder) {
    try {
      ((MLWritable) stage).write().save(folder.toString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    MLReader<?> reader = (MLReader<?>) invokeStatic(stage.getClass(), "read");
    PipelineStage loaded = (PipelineStage) reader.load(folder.toString());
    assertThat(loaded).isInstanceOf(stage.getClass());
    assertThat(loaded.uid()).isEqualTo(stage.uid());
    assertThat(values(loaded)).as("params after load").isEqualTo(values(stage));
    assertThat(loaded.params())
        .allSatisfy(
            param ->
                assertThat(loaded.isSet(param))
                    .as("%s set after load", param.name())
                    .isEqualTo(stage.isSet(stage.getParam(param.name()))));
  }

  private static void copyLeavesOriginalAlone(PipelineStage stage) {
    Map<String, Object> before = values(stage);
    ParamMap extra = new ParamMap();
    for (Param<?> param : stage.params()) {
      putOther(stage, param, extra);
    }
    PipelineStage copy = stage.copy(extra);
    assertThat(copy).isNotSameAs(stage).hasSameClassAs(stage);
    assertThat(copy.uid()).isEqualTo(stage.uid());
    assertThat(values(stage)).as("params of the original").isEqualTo(before);
    if (!extra.toList().isEmpty()) {
      assertThat(values(copy)).as("params of the copy").isNotEqualTo(before);
    }
    copy.params();
    for (Param<?> param : copy.params()) {
      copy.clear(param);
    }
    assertThat(values(stage)).as("params of the original").isEqualTo(before);
  }

  private static void transformsAsItsSchemaSays(Transformer stage, Dataset<Row> input) {
    Map<String, Object> before = values(stage);
    Dataset<Row> output = stage.transform(input);
    assertThat(output.schema().catalogString())
        .as("schema of the output against transformSchema")
        .isEqualTo(stage.transformSchema(input.schema()).catalogString());
    for (String column : output.columns()) {
      assertThat(stage.transformSchema(input.schema()).apply(column).metadata())
          .as("metadata of %s", column)
          .isEqualTo(output.schema().apply(column).metadata());
    }
    int rows = output.collectAsList().size();
    if (!(stage instanceof MakesOtherRows)) {
      assertThat(rows).as("rows out").isEqualTo(Math.toIntExact(input.count()));
    }
    assertThat(values(stage)).as("params after transform").isEqualTo(before);
  }

  private static void fitsWithoutChanging(
      Estimator<?> estimator, Dataset<Row> input, Path scratch) {
    Map<String, Object> before = values(estimator);
    Model<?> model = (Model<?>) estimator.fit(input);
    assertThat(values(estimator)).as("params after fit").isEqualTo(before);
    assertThat(model.hasParent()).as("model has a parent").isTrue();
    assertThat(model.uid()).isEqualTo(estimator.uid());
    assertThat(model.transformSchema(input.schema()).catalogString())
        .as("schema of the model against the estimator's")
        .isEqualTo(estimator.transformSchema(input.schema()).catalogString());
    for (Param<?> param : estimator.params()) {
      if (model.hasParam(param.name())) {
        assertThat(values(model).get(param.name())).isEqualTo(before.get(param.name()));
      }
    }
    check(model, input, scratch.resolve("model"));
  }

  private static PipelineStage withOtherValues(PipelineStage stage) {
    ParamMap other = new ParamMap();
    for (Param<?> param : stage.params()) {
      putOther(stage, param, other);
    }
    return stage.copy(other);
  }

  /** A value that the param does not have now; nothing where its validator takes none of ours. */
  private static void putOther(PipelineStage stage, Param<?> param, ParamMap map) {
    Object now = stage.get(param).isDefined() ? stage.get(param).get() : defaultOf(stage, param);
    Object other;
    if (param instanceof BooleanParam) {
      other = now == null || !(boolean) now;
    } else if (param instanceof IntParam) {
      other = now == null ? 7 : (int) now + 1;
    } else if (param instanceof LongParam) {
      other = now == null ? 7L : (long) now + 1;
    } else if (param instanceof DoubleParam) {
      other = now == null ? 0.5 : (double) now / 2;
    } else if (param instanceof FloatParam) {
      other = now == null ? 0.5f : (float) now / 2;
    } else if (param instanceof StringArrayParam) {
      other = new String[] {"some text", "more text"};
    } else {
      other = now + "_other";
    }
    put(param, other, map);
  }

  private static <T> void put(Param<T> param, Object value, ParamMap map) {
    @SuppressWarnings("unchecked") // made for the param's own type above
    T typed = (T) value;
    try {
      map.put(param.w(typed));
    } catch (IllegalArgumentException e) {
      // A choice among few texts: it keeps its value.
    }
  }

  private static Object defaultOf(PipelineStage stage, Param<?> param) {
    return stage.getDefault(param).isDefined() ? stage.getDefault(param).get() : null;
  }

  private static Map<String, Object> values(PipelineStage stage) {
    Map<String, Object> values = new TreeMap<>();
    for (Param<?> param : stage.params()) {
      Object value =
          stage.get(param).isDefined() ? stage.get(param).get() : defaultOf(stage, param);
      values.put(param.name(), value instanceof Object[] array ? List.of(array) : "" + value);
    }
    return values;
  }

  /** A new instance by the public no-argument constructor that every stage has. */
  public static PipelineStage create(Class<? extends PipelineStage> type) {
    try {
      assertThat(type.getConstructor(String.class)).isNotNull();
      return type.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type + " needs public constructors () and (String uid)", e);
    }
  }

  private static Object invokeStatic(Class<?> type, String method) {
    try {
      assertThat(type.getMethod("load", String.class)).isNotNull();
      return type.getMethod(method).invoke(null);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(type + " needs public static read() and load(String)", e);
    }
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
