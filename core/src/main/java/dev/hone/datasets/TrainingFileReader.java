package dev.hone.datasets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.HoneException;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one training file, in order: JSON Lines, or one JSON array. A row that cannot be read
 * is given with its reason; none ends the reading. Holds a hundred rows at a time, whatever the
 * file's size. Closing it closes the stream.
 */
public final class TrainingFileReader implements Iterator<TrainingLine>, Closeable {
  /** Rows looked at to tell the format. */
  static final int ROWS_FOR_FORMAT = 100;

  private final RawRows rows;
  private final Deque<RawRows.Raw> ahead = new ArrayDeque<>();
  private final TrainingFormat format;

  /**
   * @param in UTF-8 text
   * @param format how to read it, or null to tell that from its first rows
   * @throws HoneException if it cannot be read
   */
  public TrainingFileReader(InputStream in, @Nullable TrainingFormat format) {
    this.rows = new RawRows(in);
    this.format = format != null ? format : detect();
    lookAhead();
  }

  /** What the file was found, or said, to be. */
  public TrainingFormat format() {
    return format;
  }

  private TrainingFormat detect() {
    List<ObjectNode> objects = new ArrayList<>();
    while (ahead.size() < ROWS_FOR_FORMAT && lookAhead()) {
      ObjectNode object = ahead.getLast().object();
      if (object != null) {
        objects.add(object);
      }
    }
    return TrainingFormats.of(objects);
  }

  private boolean lookAhead() {
    try {
      RawRows.Raw next = rows.next();
      if (next != null) {
        ahead.add(next);
      }
      return next != null;
    } catch (IOException | UncheckedIOException e) {
      throw new HoneException("Cannot read the training file: " + e.getMessage() + ".", e);
    }
  }

  @Override
  public boolean hasNext() {
    return !ahead.isEmpty();
  }

  @Override
  public TrainingLine next() {
    RawRows.Raw raw = ahead.poll();
    if (raw == null) {
      throw new NoSuchElementException("The training file has no more rows.");
    }
    lookAhead();
    ObjectNode object = raw.object();
    if (object == null) {
      return new TrainingLine(raw.number(), raw.text(), null, String.valueOf(raw.reason()));
    }
    try {
      return new TrainingLine(raw.number(), raw.text(), format.read(object), null);
    } catch (IllegalArgumentException e) {
      String text = raw.text() != null ? raw.text() : dev.hone.json.Json.write(object);
      return new TrainingLine(raw.number(), text, null, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
