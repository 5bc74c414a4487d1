package dev.hone.engine;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.engine.weights.SafetensorsFile;
import dev.hone.engine.weights.TensorLoader;
import dev.hone.json.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What scripts/references/parity.py recorded of one tiny model. */
public record Parity(Path folder, JsonNode fixture) {
  public static Parity of(String name) {
    try {
      Path folder = Path.of(Parity.class.getResource("/parity/" + name).toURI());
      return new Parity(folder, Json.parse(Files.readString(folder.resolve("fixture.json"))));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int[] ids(String key) {
    return ids(fixture.path(key));
  }

  public int[][] idRows(String key) {
    int[][] rows = new int[fixture.path(key).size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = ids(fixture.path(key).path(i));
    }
    return rows;
  }

  public float[] logits(String name) {
    return TensorLoader.read(SafetensorsFile.read(folder.resolve("logits.safetensors")), name);
  }

  public static int[] ids(JsonNode array) {
    int[] ids = new int[array.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = array.path(i).asInt();
    }
    return ids;
  }
}
