package dev.hone.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Lines of logs that went wrong on the way, as any log of millions has them. */
public final class MutatedLines {
  private static final byte[][] NO_UTF_8 = {
    {(byte) 0xC3, 0x28},
    {(byte) 0xFF},
    {(byte) 0xED, (byte) 0xA0, (byte) 0x80},
    {(byte) 0xF0, (byte) 0x9F}
  };

  private static final String[] SEEDS = {
    """
    {"databricks_request_id":"r","request_time":"2026-01-02T03:04:05Z","status_code":200,"request":"{\\"model\\":\\"m\\",\\"messages\\":[{\\"role\\":\\"user\\",\\"content\\":[{\\"type\\":\\"text\\",\\"text\\":\\"Hi\\"}]}],\\"tools\\":[{\\"type\\":\\"function\\",\\"function\\":{\\"name\\":\\"f\\"}}],\\"metadata\\":{\\"a\\":\\"b\\"}}","response":"{\\"choices\\":[{\\"index\\":0,\\"message\\":{\\"role\\":\\"assistant\\",\\"content\\":null,\\"tool_calls\\":[{\\"id\\":\\"a\\",\\"function\\":{\\"name\\":\\"f\\",\\"arguments\\":\\"{}\\"}}]},\\"finish_reason\\":\\"tool_calls\\"}],\\"usage\\":{\\"prompt_tokens\\":9,\\"completion_tokens\\":4}}","logging_error_codes":[],"requester":"ann"}\
    """,
    """
    {"log_id":"1","host":"api.openai.com","path":"/v1/chat/completions","status":200,"request":"{\\"messages\\":[{\\"role\\":\\"user\\",\\"content\\":\\"Hi\\"}],\\"stream\\":true}","response":"data: {\\"choices\\":[{\\"index\\":0,\\"delta\\":{\\"content\\":\\"He\\"}}]}\\n\\ndata: {\\"choices\\":[{\\"index\\":0,\\"delta\\":{\\"content\\":\\"llo\\"},\\"finish_reason\\":\\"stop\\"}]}\\n\\ndata: [DONE]\\n\\n"}\
    """,
    """
    {"log_id":"2","path":"/v1/messages","status":200,"request":{"system":"s","messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"t","content":"7"}]}]},"response":{"type":"message","content":[{"type":"text","text":"Hello"},{"type":"tool_use","id":"a","name":"f","input":{"x":1}}],"stop_reason":"end_turn","usage":{"input_tokens":3,"output_tokens":2}}}\
    """,
    """
    {"log_id":"3","path":"/v1/responses","status":200,"request":{"input":[{"role":"user","content":[{"type":"input_text","text":"Hi"}]}]},"response":{"status":"completed","output":[{"type":"message","role":"assistant","content":[{"type":"output_text","text":"Hello"}]}]}}\
    """,
    """
    {"id":"o","trace_id":"t","type":"GENERATION","start_time":"2026-01-02 03:04:05","provided_model_name":"m","input":"[{\\"role\\":\\"user\\",\\"content\\":\\"Hi\\"}]","output":"{\\"role\\":\\"assistant\\",\\"content\\":\\"Hello\\"}","usage_details":{"input":1,"output":2}}\
    """,
    """
    {"span_id":"s","start_time_unix_nano":1767323045000000000,"attributes":{"gen_ai.operation.name":"chat","gen_ai.input.messages":"[{\\"role\\":\\"user\\",\\"parts\\":[{\\"type\\":\\"text\\",\\"content\\":\\"Hi\\"}]}]","gen_ai.output.messages":"[{\\"role\\":\\"assistant\\",\\"parts\\":[{\\"type\\":\\"text\\",\\"content\\":\\"Hello\\"}]}]"}}\
    """,
    """
    {"request_id":"q","call_type":"acompletion","spend":0.1,"startTime":"2026-01-02T03:04:05Z","messages":[{"role":"user","content":"Hi"}],"response":{"choices":[{"index":0,"message":{"content":"Hello"},"finish_reason":"stop"}]},"metadata":{"error_information":{}},"request_tags":["a"]}\
    """,
    """
    {"input":{"messages":[{"role":"user","content":"Hi"}]},"output":{"id":"c","choices":[{"message":{"role":"assistant","content":"Hello"}}]},"tags":{"a":"b"}}\
    """,
    """
    {"log_id":"5","path":"/v1/completions","status":200,"request":{"prompt":"Hi","max_tokens":5},"response":{"choices":[{"text":"Hello","index":0,"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}}\
    """,
    """
    {"trace_id":"t","request_time":1767323045000,"state":"OK","request":"a","response":"b","trace_metadata":{},"spans":[{"span_id":"a","attributes":{"mlflow.spanType":"CHAT_MODEL","mlflow.spanInputs":"{\\"messages\\":[{\\"role\\":\\"user\\",\\"content\\":\\"Hi\\"}]}","mlflow.spanOutputs":"{\\"choices\\":[{\\"message\\":{\\"content\\":\\"Hello\\"}}]}"}},{"span_id":"b","attributes":{"mlflow.spanType":"LLM","mlflow.spanInputs":"Hi","mlflow.spanOutputs":"Hello"}}]}\
    """,
    """
    {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"s"}}]},"scopeSpans":[{"spans":[{"traceId":"t","spanId":"a","attributes":[{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.input.messages","value":{"stringValue":"[{\\"role\\":\\"user\\",\\"parts\\":[{\\"type\\":\\"text\\",\\"content\\":\\"Hi\\"}]}]"}}]}]}]}]}\
    """
  };

  private static final String[] OTHERS = {
    "null",
    "true",
    "7",
    "-1e400",
    "\"\"",
    "\"text\"",
    "[]",
    "{}",
    "[[1]]",
    "{\"a\":null}",
    "1e99",
    "\"1e300\"",
    "\"0000-00-00\"",
    "123456789012345678901234567890",
    "\"\\ud800\"",
    "[null,{},\"x\"]"
  };

  private MutatedLines() {}

  /** So many lines, none blank and none with an end of line in it; the same ones for a seed. */
  public static List<byte[]> of(int count, long seed) {
    Random random = new Random(seed);
    List<byte[]> lines = new ArrayList<>(count);
    while (lines.size() < count) {
      int number = lines.size();
      String line = SEEDS[number % SEEDS.length].replace("Hi", "Where is order " + number + "?");
      byte[] bytes = mutated(line, random);
      if (!new String(bytes, StandardCharsets.UTF_8).isBlank()) {
        lines.add(bytes);
      }
    }
    return lines;
  }

  /** One or two things go wrong with it, and perhaps its bytes. */
  private static byte[] mutated(String line, Random random) {
    String mutated = line;
    for (int times = 1 + random.nextInt(2); times > 0; times--) {
      mutated =
          switch (random.nextInt(10)) {
            case 0, 1 -> mutated.substring(0, random.nextInt(mutated.length() + 1));
            case 2, 3, 4, 5 -> withOther(mutated, random, OTHERS[random.nextInt(OTHERS.length)]);
            case 6, 7 -> cutWithin(mutated, random);
            case 8 -> withOther(mutated, random, nested(random));
            default -> withOther(mutated, random, huge(random));
          };
    }
    byte[] bytes = mutated.getBytes(StandardCharsets.UTF_8);
    return switch (random.nextInt(6)) {
      case 0 -> flipped(bytes, random);
      case 1 -> noUtf8(bytes, random);
      default -> bytes;
    };
  }

  /** As deep as some stacks are, and deeper than what is read. */
  private static String nested(Random random) {
    int depth = 1 << random.nextInt(13);
    return random.nextBoolean()
        ? "[".repeat(depth) + "]".repeat(depth)
        : "{\"content\":".repeat(depth) + "1" + "}".repeat(depth);
  }

  private static String huge(Random random) {
    return "\"" + "word ".repeat(1 << random.nextInt(16)) + "\"";
  }

  private static byte[] flipped(byte[] bytes, Random random) {
    byte[] flipped = bytes.clone();
    for (int i = 0; i < 3 && flipped.length > 0; i++) {
      flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return oneLine(flipped);
  }

  private static byte[] noUtf8(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length + 1);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    out.writeBytes(NO_UTF_8[random.nextInt(NO_UTF_8.length)]);
    out.write(bytes, at, bytes.length - at);
    return out.toByteArray();
  }

  private static byte[] oneLine(byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        bytes[i] = ' ';
      }
    }
    return bytes;
  }

  /** A value of another kind in place of one of its own, or of one within a body. */
  private static String withOther(String line, Random random, String other) {
    JsonNode row = Json.read(line);
    if (row == null) {
      return line;
    }
    List<ObjectNode> objects = new ArrayList<>();
    collect(row, objects);
    if (objects.isEmpty()) {
      return line;
    }
    ObjectNode object = objects.get(random.nextInt(objects.size()));
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    if (names.isEmpty()) {
      return line;
    }
    String name = names.get(random.nextInt(names.size()));
    JsonNode inner = Json.read(object.path(name).asText(""));
    if (inner != null && inner.isContainerNode() && random.nextBoolean()) {
      object.put(name, withOther(object.path(name).asText(), random, other)); // within a body
      return Json.write(row);
    }
    // As text: what is nested too deeply cannot be a value here.
    String mark = "\uE000mark\uE000";
    object.put(name, mark);
    return Json.write(row).replace("\"" + mark + "\"", other);
  }

  private static void collect(JsonNode node, List<ObjectNode> into) {
    if (node instanceof ObjectNode object) {
      into.add(object);
    }
    node.forEach(child -> collect(child, into));
  }

  private static String cutWithin(String line, Random random) {
    JsonNode row = Json.read(line);
    for (String name : new String[] {"request", "response", "input", "output"}) {
      if (row instanceof ObjectNode fields
          && fields.path(name).isTextual()
          && random.nextBoolean()) {
        String body = fields.path(name).textValue();
        fields.put(name, body.substring(0, random.nextInt(body.length() + 1)));
      }
    }
    return row == null ? line : Json.write(row);
  }
}
