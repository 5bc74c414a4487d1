package dev.hone.ledger;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which calls were bought, which batches collected, and where that stands. In memory, about 100
 * bytes a call. Guarded by whoever owns it.
 */
public final class LedgerIndex {
  private final Map<String, Place> bought = new HashMap<>();

  /** Files read already. */
  private final Set<String> read = new HashSet<>();

  /** Reads all files of the ledger that it has not read yet. */
  public void refresh(SegmentStore store) throws IOException {
    for (SegmentStore.Stored file : files(store)) {
      if (read.contains(file.name())) {
        continue;
      }
      try {
        add(file.name(), store.read(file.name()));
      } catch (FileNotFoundException e) {
        // Merged since it was listed: what it held is in a pack, and the leader that merged knows.
      }
    }
  }

  /** Segments, then packs: what is merged between the two looks is seen in its pack. */
  static List<SegmentStore.Stored> files(SegmentStore store) throws IOException {
    List<SegmentStore.Stored> files = new ArrayList<>(store.list(SegmentWriter.PREFIX));
    files.addAll(store.list(Fold.PACK));
    return files;
  }

  private void add(String name, byte[] content) {
    int from = 0;
    for (int at = 0; at < content.length; at++) {
      if (content[at] == '\n') {
        if (LedgerRow.isFound(LedgerRow.kindAt(content, from, at))) {
          bought.put(LedgerRow.keyAt(content, from), new Place(name, from, at - from));
        }
        from = at + 1;
      }
    }
    read.add(name);
  }

  public @Nullable Place find(String key) {
    return bought.get(key);
  }

  public void put(String key, Place place) {
    bought.put(key, place);
  }

  public int size() {
    return bought.size();
  }
}
