package dev.hone.transformers.examples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.hone.json.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.Transformer;
import org.apache.spark.ml.param.Param;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/**
 * Notes in the column {@code rules} what was done to an example: the stage and its settings, so
 * that the same can be done again, and reads such notes back as stages.
 *
 * <p>A setting that is long, or that may hold what is redacted later, is noted as the SHA-256 of
 * its JSON: whoever does it again brings the fitted stage.
 */
final class AppliedRules {
  static final String COLUMN = "rules";

  /** Of a setting's JSON in chars: every row carries it. */
  private static final int LONGEST = 2_000;

  private static final String HASHED = "sha256:";

  /** Settings that are prompt text, perhaps from before redaction. */
  private static final Set<String> HIDDEN = Set.of("templates");

  /** The stages that note what they do. */
  private static final Map<String, Supplier<Transformer>> STAGES =
      Map.of(
          "JoinFeedback", JoinFeedback::new,
          "SelectExamples", SelectExamples::new,
          "FilterExamples", FilterExamples::new,
          "RedactExamples", RedactExamples::new,
          "AssignTasksModel", AssignTasksModel::new,
          "DedupeExamples", DedupeExamples::new,
          "SplitExamples", SplitExamples::new,
          "PruneExamplesModel", PruneExamplesModel::new);

  private AppliedRules() {}

  /**
   * The rows, those that are in noting the stage; as they are where they have no column {@code
   * rules}. Call before the stage decides.
   *
   * @param droppedCol why a row is left out, null while it is in; may be missing
   */
  static Dataset<Row> note(PipelineStage stage, String droppedCol, Dataset<Row> rows) {
    List<String> columns = Arrays.asList(rows.columns());
    if (!columns.contains(COLUMN)) {
      return rows;
    }
    Column rules = functions.col(COLUMN);
    Column noted =
        functions.concat(
            functions.coalesce(rules, functions.array().cast("array<string>")),
            functions.array(functions.lit(text(stage))));
    return rows.withColumn(
        COLUMN,
        columns.contains(droppedCol)
            ? functions.when(functions.col("`" + droppedCol + "`").isNull(), noted).otherwise(rules)
            : noted);
  }

  /**
   * {@code FilterExamples {"maxPromptChars":32000,...}}: every param but the names of columns that
   * are the usual ones.
   */
  static String text(PipelineStage stage) {
    ObjectNode settings = Json.object();
    for (Param<?> param : stage.params()) {
      Object value = stage.getOrDefault(param);
      if (!param.name().endsWith("Col") || !value.equals(stage.getDefault(param).get())) {
        JsonNode json = json(value);
        boolean asHash = HIDDEN.contains(param.name()) || Json.write(json).length() > LONGEST;
        settings.set(param.name(), asHash ? hash(json) : json);
      }
    }
    return stage.getClass().getSimpleName() + " " + Json.write(settings);
  }

  private static JsonNode json(Object value) {
    if (value instanceof Object[] texts) {
      ArrayNode array = Json.array();
      for (Object text : texts) {
        array.add(text.toString());
      }
      return array;
    }
    return Json.mapper().valueToTree(value);
  }

  private static TextNode hash(JsonNode setting) {
    return TextNode.valueOf(HASHED + Json.sha256("setting", Json.canonical(setting)));
  }

  /**
   * The stage of a note.
   *
   * @param fitted stages to take where a note holds a hash: the one whose own note is the same
   * @throws IllegalArgumentException if it is no note, or holds the hash of a stage not given
   */
  static Transformer stage(String note, List<Transformer> fitted) {
    Optional<Transformer> given =
        fitted.stream().filter(stage -> text(stage).equals(note)).findFirst();
    if (given.isPresent()) {
      return given.get();
    }
    int space = note.indexOf(' ');
    String name = space < 0 ? note : note.substring(0, space);
    Supplier<Transformer> maker = STAGES.get(name);
    if (maker == null) {
      throw new IllegalArgumentException(
          "Cannot do '"
              + name
              + "' again: no stage of that name notes what it does. There are "
              + STAGES.keySet().stream().sorted().toList()
              + ".");
    }
    Transformer stage = maker.get();
    JsonNode settings = Json.parse(note.substring(name.length()));
    for (Param<?> param : stage.params()) {
      JsonNode setting = settings.get(param.name());
      if (setting != null) {
        if (setting.asText().startsWith(HASHED)) {
          throw new IllegalArgumentException(
              "Cannot do '"
                  + name
                  + "' again by its note alone: of its setting '"
                  + param.name()
                  + "' there is only a hash. Give the fitted "
                  + name
                  + " that made these examples.");
        }
        set(stage, param, setting);
      }
    }
    return stage;
  }

  private static <T> void set(Transformer stage, Param<T> param, JsonNode setting) {
    stage.set(param, param.jsonDecode(Json.write(setting)));
  }
}
