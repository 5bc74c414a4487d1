package dev.hone.calls;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Server-sent events as they stand in a log: the text that went over the wire. */
final class ServerSentEvents {
  private static final Pattern LINE_END = Pattern.compile("\r\n|\n|\r");
  private static final Pattern START = Pattern.compile("\\A\uFEFF?\\s*(data:|event:|id:|retry:|:)");

  private ServerSentEvents() {}

  static boolean looksLike(String text) {
    return START.matcher(text).find();
  }

  /** The data of each event in order; comments and events without data are left out. */
  static List<String> data(String text) {
    List<String> events = new ArrayList<>();
    StringBuilder data = new StringBuilder();
    boolean any = false;
    for (String line : LINE_END.split(text, -1)) {
      if (line.isEmpty()) {
        if (any) {
          events.add(data.toString().strip());
          data.setLength(0);
          any = false;
        }
      } else if (line.startsWith("data:")) {
        if (any) {
          data.append('\n');
        }
        data.append(line.startsWith("data: ") ? line.substring(6) : line.substring(5));
        any = true;
      }
    }
    if (any) {
      events.add(data.toString().strip());
    }
    return events;
  }
}
