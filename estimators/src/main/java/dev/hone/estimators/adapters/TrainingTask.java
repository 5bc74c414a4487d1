package dev.hone.estimators.adapters;

import dev.hone.HoneException;
import dev.hone.adapters.PromptEdits;
import dev.hone.chat.ChatJson;
import dev.hone.engine.training.LoraTraining;
import dev.hone.engine.training.TrainingConfig;
import dev.hone.engine.training.TrainingExample;
import dev.hone.engine.training.TrainingListener;
import dev.hone.engine.training.TrainingReport;
import dev.hone.engine.training.TrainingStep;
import dev.hone.examples.Example;
import dev.hone.json.Json;
import dev.hone.spark.home.MessageRows;
import dev.hone.spark.models.LocalFiles;
import dev.hone.spark.models.ModelPool;
import dev.hone.spark.models.TaskConfiguration;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Row;

/**
 * The task that trains: gathers its rows, makes the base model's files local, trains, puts the
 * adapter in its place. Run again after a failure, here or on another machine, it goes on from the
 * last checkpoint.
 */
record TrainingTask(
    String baseModel,
    AdapterTarget target,
    TrainingConfig config,
    String editsJson,
    Map<String, String> provenance,
    ProgressChannel.Sender progress,
    TaskConfiguration configuration)
    implements FlatMapFunction<Iterator<Row>, TrainingTask.Outcome> {

  /** What a finished training leaves: the report and the hash of the adapter's files. */
  record Outcome(TrainingReport report, String adapterSha256) implements java.io.Serializable {}

  @Override
  public Iterator<Outcome> call(Iterator<Row> rows) throws IOException {
    // By content, so that the order does not depend on how the table is cut into partitions.
    Map<String, TrainingExample> train = new TreeMap<>();
    Map<String, TrainingExample> heldOut = new TreeMap<>();
    while (rows.hasNext()) {
      Row row = rows.next();
      TrainingExample example = example(row);
      Map<String, TrainingExample> side =
          Example.TEST.equals(row.getString(TrainingRows.SPLIT)) ? heldOut : train;
      String key = key(example);
      for (int twin = 1; side.containsKey(key); twin++) {
        key = key(example) + "-" + twin;
      }
      side.put(key, example);
    }
    return List.of(train(train, heldOut)).iterator();
  }

  private Outcome train(Map<String, TrainingExample> train, Map<String, TrainingExample> heldOut)
      throws IOException {
    Configuration hadoop = configuration.value();
    Path base = LocalFiles.fetch(baseModel, hadoop);
    ModelPool.ofThisJvm().closeIdle(); // training wants the memory
    String dataHash = Json.sha256(train.keySet().toArray(String[]::new));
    Map<String, String> origin = new TreeMap<>(provenance);
    origin.put("data_sha256", dataHash);
    origin.put("train_rows", Integer.toString(train.size()));
    origin.put("test_rows", Integer.toString(heldOut.size()));
    String key =
        Json.sha256(
                LocalFiles.fingerprint(baseModel, hadoop), dataHash, editsJson, config.toString())
            .substring(0, 16);
    Path work = target.workFolder(key, hadoop);
    Optional<SharedCheckpoint> shared = target.sharedCheckpoint(key, hadoop);
    try {
      AdapterTarget.deleteTree(work); // complete, but its task died before it was put in place
      if (shared.isPresent()) {
        shared.get().fetch(LoraTraining.checkpoint(work));
      }
      TrainingReport report =
          LoraTraining.run(
              base,
              List.copyOf(train.values()),
              List.copyOf(heldOut.values()),
              config,
              PromptEdits.fromJson(editsJson),
              origin,
              work,
              new Reporter(progress, shared));
      String hash = AdapterHash.of(work);
      target.publish(work, hadoop);
      if (shared.isPresent()) {
        shared.get().delete();
      }
      return new Outcome(report, hash);
    } catch (IOException e) {
      throw new HoneException(
          "Cannot write the adapter to '"
              + target.uri()
              + "' (param adapterPath): "
              + e
              + ". Set adapterPath to a folder that the executors can write.",
          e);
    }
  }

  /** Tells the driver of steps, and other machines of checkpoints. */
  private record Reporter(ProgressChannel.Sender progress, Optional<SharedCheckpoint> shared)
      implements TrainingListener {
    /** Between two steps: the one place where a training can stop and leave nothing half-done. */
    @Override
    public void onStep(TrainingStep step) {
      TaskContext task = TaskContext.get();
      if (task != null) {
        task.killTaskIfInterrupted();
      }
      progress.send(step);
    }

    @Override
    public void onCheckpoint(Path file) {
      shared.ifPresent(kept -> kept.keep(file));
    }
  }

  private static TrainingExample example(Row row) {
    return new TrainingExample(
        MessageRows.list(row.<Row>getList(TrainingRows.PROMPT)),
        row.getString(TrainingRows.TOOLS),
        MessageRows.from(row.getStruct(TrainingRows.LABEL)),
        row.getDouble(TrainingRows.WEIGHT));
  }

  private static String key(TrainingExample example) {
    return Json.sha256(
        Json.canonical(ChatJson.toJson(example.messages())),
        example.toolsJson(),
        Json.canonical(ChatJson.toJson(example.answer())),
        Double.toString(example.weight()));
  }
}
