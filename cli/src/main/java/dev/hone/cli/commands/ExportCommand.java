package dev.hone.cli.commands;

import dev.hone.HoneException;
import dev.hone.adapters.AdapterManifest;
import dev.hone.engine.weights.MergedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code hone export}. */
@Command(
    name = "export",
    description = "Writes a tuned model as one model folder, for servers that take no adapter.")
final class ExportCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "ADAPTER", description = "Adapter folder.")
  private String adapter = "";

  @Option(
      names = "--merged",
      paramLabel = "DIR",
      required = true,
      description = "Folder to write, which must not be there yet.")
  private String merged = "";

  @Option(
      names = "--base-model",
      paramLabel = "DIR",
      description = "Base model of the adapter. Default: the one it was fitted to.")
  private @Nullable String baseModel;

  ExportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    AdapterFolder folder = AdapterFolder.open(adapter, baseModel);
    Path out = Path.of(merged);
    int matrices = MergedModel.write(Path.of(folder.base()), folder.path(), out);
    Path manifest = folder.path().resolve(AdapterManifest.FILE);
    if (Files.isRegularFile(manifest)) {
      copy(manifest, out.resolve(AdapterManifest.FILE));
    }
    console.out().println("Merged " + matrices + " matrices of " + folder.path() + " into " + out);
    console
        .err()
        .println(
            "It was trained on edited prompts: whoever serves it masks the kinds of personal data"
                + " that redaction in "
                + AdapterManifest.FILE
                + " masks, then removes the texts under prune_rules, as Hone does.");
    return Outcome.DONE;
  }

  private static void copy(Path from, Path to) {
    try {
      Files.copy(from, to);
    } catch (IOException e) {
      throw new HoneException("Cannot write " + to + ": " + e.getMessage(), e);
    }
  }
}
