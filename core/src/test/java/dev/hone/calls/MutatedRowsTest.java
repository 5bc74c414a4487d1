package dev.hone.calls;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Rows that went wrong on the way, as any log of millions has them. */
class MutatedRowsTest {
  private static final int ROWS = 10_000;
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

  @Test
  void noRowIsLostAndNothingIsThrown() {
    Random random = new Random(7);
    int readable = 0;
    for (int i = 0; i < ROWS; i++) {
      String line = mutated(SEEDS[i % SEEDS.length], random);
      JsonNode json = Json.read(line);
      LoggedCall call =
          json instanceof ObjectNode fields
              ? CallReader.read(new LogRow("log", fields))
              : CallReader.unreadable("log", line);
      assertThat(call.sourceId()).as(line).isNotEmpty();
      assertThat(call.unreadable() == null || call.incomplete() != null).as(line).isTrue();
      assertThat(call.complete() && call.completion() == null).as(line).isFalse();
      assertThat(String.valueOf(call.unreadable())).as(line).doesNotStartWith("unexpected");
      readable += call.unreadable() == null ? 1 : 0;
    }
    assertThat(readable).as("some survive, some do not").isBetween(ROWS / 20, ROWS * 19 / 20);
  }

  /** One or two of: cut, a bit turned, a value of another kind, text within text broken. */
  private static String mutated(String line, Random random) {
    String mutated = line;
    for (int times = 1 + random.nextInt(2); times > 0; times--) {
      mutated =
          switch (random.nextInt(5)) {
            case 0 -> mutated.substring(0, random.nextInt(mutated.length() + 1));
            case 1 -> flipped(mutated, random);
            case 2, 3 -> otherKind(mutated, random);
            default -> cutWithin(mutated, random);
          };
    }
    return mutated;
  }

  private static String flipped(String line, Random random) {
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 3 && bytes.length > 0; i++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    return new String(bytes, StandardCharsets.UTF_8); // what is no UTF-8 any more is replaced
  }

  private static String otherKind(String line, Random random) {
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
    if (!names.isEmpty()) {
      String name = names.get(random.nextInt(names.size()));
      JsonNode inner = Json.read(object.path(name).asText(""));
      if (inner != null && inner.isContainerNode() && random.nextBoolean()) {
        object.put(name, otherKind(object.path(name).asText(), random)); // within a body
      } else {
        object.set(name, Json.read(OTHERS[random.nextInt(OTHERS.length)]));
      }
    }
    return Json.write(row);
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

  @Test
  void deepNestingAndHugeTextsAreRefusedWithAReason() {
    String deep = "[".repeat(200_000) + "]".repeat(200_000);
    assertThat(call("{\"messages\":" + deep + "}", "{}").unreadable())
        .isEqualTo("request is JSON nested too deeply, or with a text or number too long");
    assertThat(call("{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}", deep).incomplete())
        .isEqualTo("response is JSON nested too deeply, or with a text or number too long");
    String huge = "x".repeat(20_100_000);
    LoggedCall call =
        call("{\"messages\":[{\"role\":\"user\",\"content\":\"" + huge + "\"}]}", "{}");
    assertThat(call.unreadable()).contains("too long");
    assertThat(call.rawRequest().length()).as("kept as it is").isEqualTo(20_100_043);
    String arguments = "[".repeat(900) + "]".repeat(900);
    assertThat(
            call(
                    "{\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}",
                    "{\"choices\":[{\"message\":{\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":"
                        + arguments
                        + "}}]}}]}")
                .complete())
        .isTrue();
  }

  private static LoggedCall call(String request, String response) {
    return CallReader.read(LogRow.httpCapture("log", "1", null, null, 200, request, response));
  }
}
