package dev.hone.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.hone.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One folding of small segments into the ledger's table and one larger file, the pack. Begun again
 * after a crash at any point it ends in the same: its plan is written first, the table's commit is
 * a no-op the second time, and segments go when the pack is there.
 *
 * @param number rises with every fold; the version of the table's commit
 * @param segments the files it folds
 */
public record Fold(long number, List<String> segments) {
  /** What packs' names begin with. */
  public static final String PACK = "p-";

  private static final String PLAN = "fold-";

  public Fold {
    segments = List.copyOf(segments);
  }

  private static String name(String prefix, long number) {
    return prefix + String.format("%012d", number) + (prefix.equals(PACK) ? ".jsonl" : ".json");
  }

  private static long number(String prefix, SegmentStore.Stored file) {
    return Long.parseLong(file.name().substring(prefix.length()).replaceAll("\\D.*", ""));
  }

  /**
   * The fold that was begun and not ended, or else a new one of all segments there are; empty where
   * there is nothing to fold. Only one process may fold at a time.
   */
  public static Optional<Fold> begin(SegmentStore store) throws IOException {
    List<SegmentStore.Stored> plans = store.list(PLAN);
    if (!plans.isEmpty()) {
      JsonNode plan =
          Json.parse(new String(store.read(plans.get(0).name()), StandardCharsets.UTF_8));
      List<String> names = new ArrayList<>();
      plan.forEach(name -> names.add(name.asText()));
      return Optional.of(new Fold(number(PLAN, plans.get(0)), names));
    }
    List<SegmentStore.Stored> segments = store.list(SegmentWriter.PREFIX);
    if (segments.isEmpty()) {
      return Optional.empty();
    }
    long last = -1;
    for (SegmentStore.Stored pack : store.list(PACK)) {
      last = Math.max(last, number(PACK, pack));
    }
    Fold fold = new Fold(last + 1, segments.stream().map(SegmentStore.Stored::name).toList());
    ArrayNode plan = Json.array();
    fold.segments().forEach(plan::add);
    store.write(name(PLAN, fold.number()), Json.write(plan).getBytes(StandardCharsets.UTF_8));
    return Optional.of(fold);
  }

  /**
   * The lines that the segments hold, in order. What was asked and never came to anything stays as
   * asked where the asking process still runs, and is lost where it does not.
   *
   * @param runs whether the process of that session still runs
   */
  public List<LedgerRow> rows(SegmentStore store, Predicate<String> runs) throws IOException {
    List<LedgerRow> asked = new ArrayList<>();
    Set<String> done = new HashSet<>();
    List<LedgerRow> rows = new ArrayList<>();
    for (String segment : segments) {
      byte[] content;
      try {
        content = store.read(segment);
      } catch (FileNotFoundException e) {
        continue; // the pack is there already, and only the end of the fold is missing
      }
      for (String line : new String(content, StandardCharsets.UTF_8).split("\n", -1)) {
        if (line.isEmpty()) {
          continue;
        }
        LedgerRow row = LedgerRow.parse(line);
        if (row.kind() == LedgerRow.Kind.ASKED) {
          asked.add(row);
        } else {
          rows.add(row);
          done.add(row.id());
        }
      }
    }
    for (LedgerRow row : asked) {
      if (!done.contains(row.id())) {
        rows.add(runs.test(session(row.id())) ? row : row.lost());
      }
    }
    return rows;
  }

  /** The session of a line, which its id begins with. */
  public static String session(String id) {
    int dot = id.indexOf('.');
    return dot < 0 ? id : id.substring(0, dot);
  }

  /**
   * Puts the rows into the pack, forgets the segments and tells where bought answers stand now.
   *
   * @param rows what {@link #rows} gave
   */
  public Map<String, Place> end(SegmentStore store, List<LedgerRow> rows) throws IOException {
    String pack = name(PACK, number);
    Map<String, Place> places = new LinkedHashMap<>();
    if (store.list(pack).isEmpty()) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      StringBuilder open = new StringBuilder();
      for (LedgerRow row : rows) {
        if (row.kind() == LedgerRow.Kind.ASKED) {
          open.append(row.toLine()).append('\n'); // for the next fold to tell the end of
          continue;
        }
        byte[] line = row.toLine().getBytes(StandardCharsets.UTF_8);
        if (LedgerRow.isFound(row.kind())) {
          places.put(row.key(), new Place(pack, bytes.size(), line.length));
        }
        bytes.writeBytes(line);
        bytes.write('\n');
      }
      if (!open.isEmpty()) {
        store.write(
            SegmentWriter.PREFIX + name(PACK, number),
            open.toString().getBytes(StandardCharsets.UTF_8));
      }
      store.write(pack, bytes.toByteArray());
    }
    for (String segment : segments) {
      store.delete(segment);
    }
    store.delete(name(PLAN, number));
    return places;
  }
}
