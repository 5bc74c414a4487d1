package dev.hone.cli.run;

import dev.hone.HoneException;
import dev.hone.cli.samples.SupportDesk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The sample logs of a seed, written once into the home.
 *
 * @param calls the log
 * @param truth what is right, used only to score
 * @param described what the report calls it
 */
record SampleLogs(String calls, String truth, String described) {
  private static final String CALLS = "calls.jsonl";
  private static final String TRUTH = "truth.jsonl";

  static SampleLogs write(RunFolder files, long seed) {
    RunFolder folder = files.child("sample-logs").child("seed-" + seed);
    try {
      // By way of a local folder: the home may be on a file system that java.io cannot write.
      Path local = Files.createTempDirectory("hone-sample");
      try {
        SupportDesk.write(local, seed);
        for (String name : new String[] {CALLS, TRUTH}) {
          folder.write(name, Files.readString(local.resolve(name)));
        }
      } finally {
        Files.deleteIfExists(local.resolve(CALLS));
        Files.deleteIfExists(local.resolve(TRUTH));
        Files.deleteIfExists(local);
      }
    } catch (IOException e) {
      throw new HoneException(
          "Cannot write the sample logs: " + e.getMessage() + ". Is the disk full?", e);
    }
    return new SampleLogs(
        folder.shown() + "/" + CALLS,
        folder.shown() + "/" + TRUTH,
        "sample logs (support desk, seed " + seed + ")");
  }
}
