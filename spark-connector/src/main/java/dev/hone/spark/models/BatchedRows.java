package dev.hone.spark.models;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Queue;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;

/**
 * The rows of a partition with what models say of them: as many as there were, in their order. A
 * task that was cancelled asks no more.
 */
public abstract class BatchedRows implements Iterator<Row> {
  private final Iterator<Row> partition;
  private final Queue<Row> done = new ArrayDeque<>();

  protected BatchedRows(Iterator<Row> partition) {
    this.partition = partition;
  }

  /**
   * Takes some rows of the partition, and gives back those that it is done with, in their order.
   *
   * @return one row at least, as long as {@link #hasNext} says that there are more
   */
  protected abstract List<Row> nextBatch(Iterator<Row> partition);

  /** Whether rows were taken that are not given back yet. */
  protected boolean isUnderWay() {
    return false;
  }

  @Override
  public final boolean hasNext() {
    return !done.isEmpty() || isUnderWay() || partition.hasNext();
  }

  @Override
  public final Row next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    if (done.isEmpty()) {
      TaskContext task = TaskContext.get();
      if (task != null) {
        task.killTaskIfInterrupted();
      }
      done.addAll(nextBatch(partition));
    }
    return done.remove();
  }
}
