package dev.hone.spark.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.calls.CallOptions;
import dev.hone.calls.CallReader;
import dev.hone.calls.LogRow;
import dev.hone.calls.LoggedCall;
import dev.hone.json.Json;
import dev.hone.spark.home.CallsTable;
import java.io.Serializable;
import java.util.List;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;

/**
 * Reads one row, or one line, as the columns of its calls that are asked for. Goes to executors.
 */
final class ReadCall implements Serializable {
  private static final long serialVersionUID = 1;

  private final String source;
  private final CallOptions options;
  private final int[] places;
  private transient @Nullable CallReader reader;

  /**
   * @param output some of the columns of {@link CallsTable#SCHEMA}
   */
  ReadCall(String source, CallOptions options, StructType output) {
    this.source = source;
    this.options = options;
    String[] names = output.fieldNames();
    this.places = new int[names.length];
    for (int i = 0; i < names.length; i++) {
      places[i] = CallsTable.SCHEMA.fieldIndex(names[i]);
    }
  }

  List<Row> ofRow(Row row) {
    return columns(reader().calls(new LogRow(source, LogRows.fields(row))));
  }

  /** A line that is no JSON object is an unreadable call that keeps the line as its request. */
  List<Row> ofLine(String line) {
    JsonNode json = Json.read(line);
    return columns(
        json instanceof ObjectNode fields
            ? reader().calls(new LogRow(source, fields))
            : List.of(CallReader.unreadable(source, line)));
  }

  private CallReader reader() {
    CallReader known = reader;
    if (known == null) {
      known = new CallReader(options);
      reader = known;
    }
    return known;
  }

  private List<Row> columns(List<LoggedCall> calls) {
    return calls.stream().map(this::columns).toList();
  }

  private Row columns(LoggedCall call) {
    Row all = CallsTable.toRow(call);
    Object[] picked = new Object[places.length];
    for (int i = 0; i < places.length; i++) {
      picked[i] = all.get(places[i]);
    }
    return RowFactory.create(picked);
  }
}
