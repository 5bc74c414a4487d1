package dev.hone.calls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.chat.Usage;
import dev.hone.json.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A row of every log that Hone reads, in the columns that its schema names. */
class LogDialectsTest {
  private static final String REQUEST =
      "{\"model\":\"gpt-x\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
  private static final String RESPONSE =
      "{\"id\":\"cc-1\",\"object\":\"chat.completion\",\"created\":1767323045,\"model\":\"gpt-x-01\","
          + "\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hello\"},"
          + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":4}}";
  private static final long TIME = 1_767_323_045_000L;

  private static LoggedCall read(String row) {
    return read(CallOptions.DEFAULT, row);
  }

  private static LoggedCall read(CallOptions options, String row) {
    List<LoggedCall> calls = readAll(options, row);
    assertThat(calls).hasSize(1);
    return calls.get(0);
  }

  private static List<LoggedCall> readAll(CallOptions options, String row) {
    return new CallReader(options)
        .calls(
            new LogRow(
                "log",
                (ObjectNode)
                    Json.parse(
                        row.replace("$REQUEST", quoted(REQUEST))
                            .replace("$RESPONSE", quoted(RESPONSE)))));
  }

  private static String quoted(String text) {
    return Json.write(Json.object().textNode(text));
  }

  private static void assertAnswered(LoggedCall call, String dialect) {
    assertThat(call.incomplete()).isNull();
    assertThat(call.dialect()).isEqualTo(dialect);
    assertThat(call.messages()).containsExactly(Message.user("Hi"));
    assertThat(call.completion()).isEqualTo(Message.assistant("Hello"));
    assertThat(call.finishReason()).isEqualTo("stop");
  }

  @Test
  void readsAnInferenceTableOfAiGateway() {
    LoggedCall call =
        read(
            """
            {"databricks_request_id": "r1", "request_date": "2026-01-02", "client_request_id": "mine",
             "request_time": "2026-01-02T03:04:05Z", "status_code": 200, "sampling_fraction": 0.25,
             "execution_duration_ms": 321, "request": $REQUEST, "response": $RESPONSE,
             "logging_error_codes": [], "served_entity_id": "e1", "requester": "ann"}\
            """);
    assertAnswered(call, "databricks/openai-chat");
    assertThat(call.provider()).isEqualTo("databricks");
    assertThat(call.sourceId()).isEqualTo("r1");
    assertThat(call.epochMillis()).isEqualTo(TIME);
    assertThat(call.latencyMillis()).isEqualTo(321);
    assertThat(call.samplingFraction()).isEqualTo(0.25);
    assertThat(call.userId()).isEqualTo("ann");
    assertThat(call.tags())
        .containsEntry("served_entity_id", "e1")
        .containsEntry("requester", "ann")
        .containsEntry("client_request_id", "mine");
    assertThat(call.rawRequest()).isEqualTo(REQUEST);
    assertThat(call.usageJson()).isEqualTo("{\"prompt_tokens\":9,\"completion_tokens\":4}");
  }

  @Test
  void readsTheOtherTwoInferenceTables() {
    LoggedCall legacy =
        read(
            """
            {"databricks_request_id": "r1", "client_request_id": null, "date": "2026-01-02",
             "timestamp_ms": 1767323045000, "status_code": 200, "sampling_fraction": 1.0,
             "execution_time_ms": 5, "request": $REQUEST, "response": $RESPONSE,
             "request_metadata": {"model_name": "m", "model_version": "3"}}\
            """);
    assertAnswered(legacy, "databricks/openai-chat");
    assertThat(legacy.epochMillis()).isEqualTo(TIME);
    assertThat(legacy.latencyMillis()).isEqualTo(5);
    assertThat(legacy.tags()).containsEntry("model_version", "3");
    LoggedCall unity =
        read(
            """
            {"event_time": "2026-01-02 03:04:05", "invocation_id": "i1", "status_code": 200,
             "latency_ms": 7, "logging_error_codes": null, "request": $REQUEST, "response": $RESPONSE}\
            """);
    assertAnswered(unity, "databricks/openai-chat");
    assertThat(unity.sourceId()).isEqualTo("i1");
    assertThat(unity.epochMillis()).isEqualTo(TIME);
    assertThat(unity.latencyMillis()).isEqualTo(7);
  }

  @Test
  void saysThatABodyWasTooLargeForTheLog() {
    assertThat(
            read("{\"databricks_request_id\": \"r\", \"request\": null, \"response\": $RESPONSE,"
                    + " \"logging_error_codes\": [\"MAX_REQUEST_SIZE_EXCEEDED\"]}")
                .unreadable())
        .isEqualTo("request was too large for the log");
    assertThat(
            read("{\"databricks_request_id\": \"r\", \"request\": $REQUEST, \"response\": null,"
                    + " \"logging_error_codes\": [\"MAX_RESPONSE_SIZE_EXCEEDED\"]}")
                .incomplete())
        .isEqualTo("response was too large for the log");
  }

  @Test
  void readsOpenPipe() {
    LoggedCall export =
        read(
            "{\"input\": "
                + REQUEST
                + ", \"output\": "
                + RESPONSE
                + ", \"tags\": {\"$sdk\": \"python\", \"prompt_id\": \"p\"}}");
    assertAnswered(export, "openpipe/openai-chat");
    assertThat(export.sourceId()).isEqualTo("cc-1");
    assertThat(export.epochMillis()).isEqualTo(TIME);
    assertThat(export.tags()).containsEntry("prompt_id", "p").containsEntry("$sdk", "python");
    assertThat(export.rawResponse()).isEqualTo(RESPONSE);
    LoggedCall row =
        read(
            """
            {"id": "l1", "requestedAt": "2026-01-02T03:04:05.000Z", "receivedAt": "2026-01-02T03:04:06.500Z",
             "cacheHit": true, "reqPayload": $REQUEST, "respPayload": $RESPONSE, "statusCode": 200,
             "errorMessage": null, "inputTokens": 1, "outputTokens": 2, "cost": 0.5, "model": "gpt-x"}\
            """);
    assertAnswered(row, "openpipe/openai-chat");
    assertThat(row.latencyMillis()).isEqualTo(1_500);
    assertThat(row.cacheHit()).isTrue();
    assertThat(row.costUsd()).isEqualTo(0.5);
    assertThat(row.usage()).as("the provider's own count").isEqualTo(Usage.of(9, 4));
    LoggedCall failed =
        read(
            "{\"input\": "
                + REQUEST
                + ", \"output\": {\"error\": {\"message\": \"no\"}}, \"tags\": {}}");
    assertThat(failed.incomplete()).isEqualTo("error response");
    assertThat(failed.error()).isEqualTo("no");
  }

  @Test
  void readsLiteLlm() {
    String head =
        "{\"request_id\": \"q\", \"call_type\": \"acompletion\", \"spend\": 0.01,"
            + " \"prompt_tokens\": 9,\"completion_tokens\": 4, \"startTime\": \"2026-01-02"
            + " 03:04:05+00:00\", \"endTime\": \"2026-01-02"
            + " 03:04:07+00:00\",\"completionStartTime\": \"2026-01-02 03:04:06+00:00\", \"model\":"
            + " \"azure/gpt-x\", \"model_group\": \"gpt-x\",\"custom_llm_provider\": \"azure\","
            + " \"cache_hit\": \"False\", \"end_user\": \"u\", \"session_id\":"
            + " \"s\",\"request_tags\": \"[\\\"beta\\\", \\\"team:blue\\\"]\", \"status\":"
            + " \"success\", ";
    LoggedCall whole =
        read(
            head
                + "\"messages\": \"{}\", \"proxy_server_request\": $REQUEST, \"response\":"
                + " $RESPONSE}");
    assertAnswered(whole, "litellm/openai-chat");
    assertThat(whole.provider()).isEqualTo("azure");
    assertThat(whole.modelRequested()).isEqualTo("gpt-x");
    assertThat(whole.modelServed()).isEqualTo("azure/gpt-x");
    assertThat(whole.latencyMillis()).isEqualTo(2_000);
    assertThat(whole.timeToFirstTokenMillis()).isEqualTo(1_000);
    assertThat(whole.cacheHit()).isFalse();
    assertThat(whole.sessionId()).isEqualTo("s");
    assertThat(whole.tags()).containsEntry("beta", "true").containsEntry("team", "blue");
    LoggedCall messages =
        read(
            head
                + "\"messages\": \"[{\\\"role\\\":\\\"user\\\",\\\"content\\\":\\\"Hi\\\"}]\","
                + " \"proxy_server_request\": \"{}\", \"response\": $RESPONSE}");
    assertAnswered(messages, "litellm/openai-chat");
    LoggedCall without =
        read(
            head + "\"messages\": \"{}\", \"proxy_server_request\": \"{}\", \"response\": \"{}\"}");
    assertThat(without.unreadable()).isEqualTo("bodies are not in the log");
    assertThat(without.usage()).isEqualTo(Usage.of(9, 4));
    LoggedCall error =
        read(
            "{\"request_id\": \"e\", \"request_kwargs\": $REQUEST, \"exception_type\":"
                + " \"RateLimitError\", \"exception_string\": \"slow down\", \"status_code\":"
                + " \"429\"}");
    assertThat(error.incomplete()).isEqualTo("HTTP 429");
    assertThat(error.errorType()).isEqualTo("RateLimitError");
    assertThat(error.messages()).containsExactly(Message.user("Hi"));
  }

  @Test
  void readsHelicone() {
    LoggedCall call =
        read(
            """
            {"request_id": "h", "request_created_at": "2026-01-02T03:04:05Z", "response_created_at": "2026-01-02T03:04:06Z",
             "request_body": $REQUEST, "response_body": $RESPONSE, "response_status": 200,
             "request_path": "https://api.openai.com/v1/chat/completions", "request_user_id": "u",
             "request_properties": {"Helicone-Session-Id": "s", "feature": "chat"}, "request_model": "gpt-x",
             "response_model": "gpt-x-01", "provider": "OPENAI", "delay_ms": 900, "time_to_first_token": 120, "cost": 0.002}\
            """);
    assertAnswered(call, "helicone/openai-chat");
    assertThat(call.provider()).isEqualTo("openai");
    assertThat(call.sessionId()).isEqualTo("s");
    assertThat(call.userId()).isEqualTo("u");
    assertThat(call.latencyMillis()).isEqualTo(900);
    assertThat(call.timeToFirstTokenMillis()).isEqualTo(120);
    assertThat(call.costUsd()).isEqualTo(0.002);
    assertThat(call.tags()).containsEntry("feature", "chat");
    assertThat(
            read("{\"request_id\": \"h\", \"request_body\": null, \"response_body\": null,"
                    + " \"signed_body_url\": \"https://x\"}")
                .unreadable())
        .isEqualTo("bodies are elsewhere: the log holds an address only");
  }

  @Test
  void readsLangfuseInItsManyShapes() {
    String head =
        "{\"id\": \"o\", \"trace_id\": \"t\", \"type\": \"GENERATION\", \"start_time\":"
            + " \"2026-01-02 03:04:05\",\"end_time\": \"2026-01-02 03:04:06\","
            + " \"provided_model_name\": \"gpt-x\", \"level\": \"DEFAULT\",\"usage_details\":"
            + " {\"input\": 9, \"output\": 4, \"total\": 13}, \"cost_details\": {\"total\":"
            + " 0.1},\"metadata\": {\"k\": \"v\"}, \"model_parameters\":"
            + " \"{\\\"temperature\\\":0.2}\", ";
    String list = "\"[{\\\"role\\\":\\\"user\\\",\\\"content\\\":\\\"Hi\\\"}]\"";
    String object = "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}";
    String message = "{\"role\": \"assistant\", \"content\": \"Hello\"}";
    for (String input : new String[] {list, object, "\"Hi\""}) {
      for (String output :
          new String[] {message, quoted(message), "\"Hello\"", RESPONSE, "[" + message + "]"}) {
        LoggedCall call = read(head + "\"input\": " + input + ", \"output\": " + output + "}");
        assertAnswered(call, "langfuse/openai-chat");
        assertThat(call.paramsJson()).contains("\"temperature\":0.2");
        assertThat(call.latencyMillis()).isEqualTo(1_000);
        assertThat(call.costUsd()).isEqualTo(0.1);
        assertThat(call.usage()).isEqualTo(Usage.of(9, 4));
        assertThat(call.tags()).containsEntry("k", "v");
        assertThat(call.rawRequest()).contains("Hi");
      }
    }
    LoggedCall structured =
        read(head + "\"input\": " + list + ", \"output\": \"{\\\"topic\\\": \\\"refund\\\"}\"}");
    assertThat(structured.completion()).isEqualTo(Message.assistant("{\"topic\": \"refund\"}"));
    assertThat(
            read(head.replace("GENERATION", "SPAN") + "\"input\": 1, \"output\": 2}").unreadable())
        .isEqualTo("observation is no generation");
    assertThat(
            read(head.replace("DEFAULT", "ERROR") + "\"input\": " + list + ", \"output\": null}")
                .incomplete())
        .isEqualTo("error response");
  }

  @Test
  void readsLangfusesFlatEvents() {
    LoggedCall call =
        read(
            """
            {"span_id": "o", "trace_id": "t", "session_id": "s", "user_id": "u", "type": "GENERATION",
             "start_time": "2026-01-02 03:04:05", "provided_model_name": "gpt-x", "level": "DEFAULT",
             "input": "[{\\"role\\":\\"user\\",\\"content\\":\\"Hi\\"}]", "output": "Hello",
             "usage_details": {"input": 9, "output": 4}, "tool_calls": [],
             "tool_definitions": {"f": "{\\"name\\":\\"f\\",\\"parameters\\":{}}"},
             "metadata_names": ["team"], "metadata_values": ["blue"]}\
            """);
    assertAnswered(call, "langfuse/openai-chat");
    assertThat(call.sourceId()).isEqualTo("o");
    assertThat(call.sessionId()).isEqualTo("s");
    assertThat(call.userId()).isEqualTo("u");
    assertThat(call.tags()).containsEntry("team", "blue");
    assertThat(call.toolsJson()).contains("\"name\":\"f\"");
  }

  @Test
  void readsMlflowSpansAndTraces() {
    String attributes =
        Json.write(
            Json.object()
                .put("mlflow.spanType", "\"CHAT_MODEL\"")
                .put("mlflow.spanInputs", REQUEST)
                .put("mlflow.spanOutputs", RESPONSE)
                .put("mlflow.llm.model", "\"gpt-x\"")
                .put("mlflow.llm.provider", "\"openai\"")
                .put("mlflow.trace.session", "\"s\"")
                .put("mlflow.trace.user", "\"u\""));
    String head =
        "{\"trace_id\": \"t\", \"span_id\": \"s\", \"start_time_unix_nano\":"
            + " 1767323045000000000,\"end_time_unix_nano\": 1767323046000000000, \"status\":"
            + " {\"code\": \"OK\"}, \"attributes\": ";
    LoggedCall span = read(head + quoted(attributes) + "}");
    assertAnswered(span, "mlflow/openai-chat");
    assertThat(span.epochMillis()).isEqualTo(TIME);
    assertThat(span.latencyMillis()).isEqualTo(1_000);
    assertThat(span.provider()).isEqualTo("openai");
    assertThat(span.sessionId()).isEqualTo("s");
    assertThat(span.userId()).isEqualTo("u");
    assertThat(span.rawRequest()).isEqualTo(REQUEST);
    assertThat(read(head + attributes.replace("CHAT_MODEL", "TOOL") + "}").unreadable())
        .isEqualTo("span is no chat call");
    String trace =
        "{\"trace_id\": \"tr\", \"request_time\": 1767323045000, \"execution_duration\": 8,"
            + " \"state\": \"OK\",\"request\": \"\\\"agent\\\"\", \"response\": \"\\\"done\\\"\","
            + " \"trace_metadata\": {\"mlflow.trace.session\": \"s2\"}, \"spans\":"
            + " [{\"attributes\": "
            + attributes
            + "}]}";
    assertAnswered(read(trace), "mlflow/openai-chat");
    assertThat(read(trace).sourceId()).isEqualTo("tr");
    assertAnswered(
        read(
            trace
                .replace("CHAT_MODEL", "AGENT")
                .replace("\"\\\"agent\\\"\"", "$REQUEST")
                .replace("\"\\\"done\\\"\"", "$RESPONSE")),
        "mlflow/openai-chat");
  }

  @Test
  void everyChatSpanOfATraceIsACall() {
    ObjectNode agent = span("root", null, "AGENT", "ignored");
    ObjectNode first = span("a", "root", "CHAT_MODEL", "first");
    ObjectNode outer = span("b", "root", "LLM", "second");
    ObjectNode inner = span("c", "b", "CHAT_MODEL", "second");
    ObjectNode failed = span("d", "root", "CHAT_MODEL", "third");
    failed.putObject("status").put("code", "STATUS_CODE_ERROR").put("message", "too busy");
    ObjectNode trace = Json.object().put("trace_id", "t").put("state", "ERROR");
    trace.put("request_time", 1_767_323_000_000L).put("request", "agent").put("response", "done");
    trace.putObject("trace_metadata").put("mlflow.trace.session", "s");
    trace.putArray("spans").add(agent).add(first).add(outer).add(inner).add(failed);
    for (JsonNode spans :
        List.of(trace.get("spans"), trace.textNode(Json.write(trace.get("spans"))))) {
      List<LoggedCall> calls =
          readAll(CallOptions.DEFAULT, Json.write(trace.deepCopy().set("spans", spans)));
      assertThat(calls).extracting(LoggedCall::sourceId).containsExactly("t/a", "t/c", "t/d");
      assertThat(calls).extracting(LoggedCall::id).doesNotHaveDuplicates();
      assertThat(calls)
          .extracting(call -> call.messages().get(0).text())
          .containsExactly("first", "second", "third");
      assertThat(calls)
          .extracting(LoggedCall::incomplete)
          .containsExactly(null, null, "error response");
      assertThat(calls).extracting(LoggedCall::error).containsExactly(null, null, "too busy");
      assertThat(calls).extracting(LoggedCall::sessionId).containsOnly("s");
      assertThat(calls).extracting(LoggedCall::epochMillis).containsOnly(TIME);
      assertThat(calls).extracting(LoggedCall::latencyMillis).containsOnly(1_000L);
      assertThat(calls.get(0).rawRequest()).contains("first");
    }
  }

  private static ObjectNode span(String id, @Nullable String parent, String type, String asked) {
    ObjectNode span = Json.object().put("span_id", id).put("parent_span_id", parent);
    span.put("start_time_unix_nano", TIME * 1_000_000)
        .put("end_time_unix_nano", (TIME + 1_000) * 1_000_000);
    span.putObject("status").put("code", "STATUS_CODE_OK");
    span.putObject("attributes")
        .put("mlflow.spanType", type)
        .put("mlflow.spanInputs", REQUEST.replace("Hi", asked))
        .put("mlflow.spanOutputs", RESPONSE);
    return span;
  }

  @Test
  void readsWhatCollectorsWriteToFiles() {
    String attributes =
        "[{\"key\":\"gen_ai.operation.name\",\"value\":{\"stringValue\":\"chat\"}},"
            + "{\"key\":\"gen_ai.input.messages\",\"value\":{\"stringValue\":"
            + quoted("[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Hi\"}]}]")
            + "}},{\"key\":\"gen_ai.output.messages\",\"value\":{\"stringValue\":"
            + quoted(
                "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Hello\"}],\"finish_reason\":\"stop\"}]")
            + "}}]";
    String span =
        "{\"traceId\":\"t\",\"spanId\":\"%s\",\"startTimeUnixNano\":\"1767323045000000000\",\"attributes\":%s}";
    List<LoggedCall> calls =
        readAll(
            CallOptions.DEFAULT,
            "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"shop\"}}]},"
                + "\"scopeSpans\":[{\"spans\":["
                + span.formatted("a", attributes)
                + ","
                + span.formatted("b", "[]")
                + "]}]}]}");
    assertThat(calls).extracting(LoggedCall::sourceId).containsExactly("t/a", "t/b");
    assertAnswered(calls.get(0), "opentelemetry/openai-chat");
    assertThat(calls.get(0).epochMillis()).isEqualTo(TIME);
    assertThat(calls.get(0).tags()).containsEntry("service_name", "shop");
    assertThat(calls.get(1).unreadable()).isEqualTo("content is not in the span");
  }

  @Test
  void readsSpansOfOpenTelemetry() {
    ObjectNode attributes = Json.object();
    attributes.put("gen_ai.operation.name", "chat").put("gen_ai.provider.name", "azure.ai.openai");
    attributes.put("gen_ai.request.model", "gpt-x").put("gen_ai.request.temperature", 0.5);
    attributes.put("gen_ai.response.model", "gpt-x-01").put("gen_ai.conversation.id", "c");
    attributes.put("gen_ai.usage.input_tokens", 9).put("gen_ai.usage.output_tokens", 4);
    attributes.put("gen_ai.usage.cache_read.input_tokens", 3);
    attributes.put("gen_ai.system_instructions", "[{\"type\":\"text\",\"content\":\"Be brief.\"}]");
    attributes.put(
        "gen_ai.input.messages",
        """
        [{"role":"user","parts":[{"type":"text","content":"Hi"}]},
         {"role":"assistant","parts":[{"type":"tool_call","id":"a","name":"f","arguments":{"x":1}}]},
         {"role":"tool","parts":[{"type":"tool_call_response","id":"a","response":"7"}]}]\
        """);
    attributes.put(
        "gen_ai.output.messages",
        "[{\"role\":\"assistant\",\"parts\":[{\"type\":\"reasoning\",\"content\":\"hm\"},"
            + "{\"type\":\"text\",\"content\":\"Hello\"}],\"finish_reason\":\"stop\"}]");
    attributes.put(
        "gen_ai.tool.definitions", "[{\"type\":\"function\",\"name\":\"f\",\"parameters\":{}}]");
    LoggedCall call =
        read(
            "{\"trace_id\": \"t\", \"span_id\": \"s\", \"start_time_unix_nano\":"
                + " \"1767323045000000000\", \"attributes\": "
                + attributes
                + "}");
    assertThat(call.incomplete()).isNull();
    assertThat(call.dialect()).isEqualTo("opentelemetry/openai-chat");
    assertThat(call.provider()).isEqualTo("azure");
    assertThat(call.messages())
        .extracting(Message::role)
        .containsExactly("system", "user", "assistant", "tool");
    assertThat(call.messages().get(2).toolCalls())
        .containsExactly(new ToolCall("a", "f", "{\"x\":1}"));
    assertThat(call.messages().get(3).toolCallId()).isEqualTo("a");
    assertThat(call.completion().reasoning()).isEqualTo("hm");
    assertThat(call.completion().content()).isEqualTo("Hello");
    assertThat(call.usage()).isEqualTo(new Usage(9, 4, 3, 0, 0));
    assertThat(call.usageJson()).contains("cache_read.input_tokens");
    assertThat(call.sessionId()).isEqualTo("c");
    assertThat(call.toolsJson()).contains("\"function\":{\"name\":\"f\"");
    assertThat(call.paramsJson()).isEqualTo("{\"temperature\":0.5}");
    LoggedCall without =
        read("{\"span_id\": \"s\", \"attributes\": {\"gen_ai.operation.name\": \"chat\"}}");
    assertThat(without.unreadable()).isEqualTo("content is not in the span");
  }

  @Test
  void readsTheOlderFormOfSpans() {
    LoggedCall call =
        read(
            """
            {"span_id": "s", "attributes": [{"key": "gen_ai.system", "value": {"stringValue": "openai"}}],
             "events": [
              {"name": "gen_ai.user.message", "attributes": {"content": "Hi"}},
              {"name": "gen_ai.choice", "attributes": {"index": 0, "finish_reason": "stop",
                "message": "{\\"role\\":\\"assistant\\",\\"content\\":\\"Hello\\"}"}}]}\
            """);
    assertAnswered(call, "opentelemetry/openai-chat");
    assertThat(call.provider()).isEqualTo("openai");
  }

  @Test
  void readsDatadog() {
    LoggedCall call =
        read(
            """
            {"trace_id": "t", "span_id": "s", "name": "llm", "start_ns": 1767323045000000000, "duration": 2000000,
             "status": "ok", "session_id": "c", "tags": ["env:prod"],
             "meta": {"kind": "llm", "input": {"messages": [{"role": "user", "content": "Hi"}]},
               "output": {"messages": [{"role": "assistant", "content": "Hello"}]},
               "metadata": {"temperature": 0.1, "model_name": "gpt-x"}},
             "metrics": {"input_tokens": 9, "output_tokens": 4}}\
            """);
    assertAnswered(call, "datadog/openai-chat");
    assertThat(call.latencyMillis()).isEqualTo(2);
    assertThat(call.modelRequested()).isEqualTo("gpt-x");
    assertThat(call.paramsJson()).isEqualTo("{\"temperature\":0.1}");
    assertThat(call.tags()).containsEntry("env", "prod");
    assertThat(call.usage()).isEqualTo(Usage.of(9, 4));
    List<LoggedCall> sent =
        readAll(
            CallOptions.DEFAULT,
            """
            {"data": {"type": "span", "attributes": {"ml_app": "shop", "session_id": "c", "tags": ["env:prod"], "spans": [
              {"trace_id": "t", "span_id": "s", "start_ns": 1767323045000000000, "duration": 2000000, "status": "ok",
               "meta": {"kind": "llm", "input": {"messages": [{"role": "user", "content": "Hi"}]},
                 "output": {"messages": [{"role": "assistant", "content": "Hello"}]}}},
              {"trace_id": "t", "span_id": "w", "meta": {"kind": "workflow"}}]}}}\
            """);
    assertThat(sent).extracting(LoggedCall::sourceId).containsExactly("s", "w");
    assertAnswered(sent.get(0), "datadog/openai-chat");
    assertThat(sent.get(0).sessionId()).isEqualTo("c");
    assertThat(sent.get(0).tags()).containsEntry("ml_app", "shop").containsEntry("env", "prod");
    assertThat(sent.get(1).unreadable()).isEqualTo("span is no chat call");
  }

  @Test
  void readsAnyLogWithTwoBodies() {
    LoggedCall call =
        read(
            "{\"request\": "
                + REQUEST
                + ", \"response\": "
                + RESPONSE
                + ", \"timestamp\": 1767323045, \"client_id\": \"c\", \"workload_id\": \"w\"}");
    assertAnswered(call, "http/openai-chat");
    assertThat(call.epochMillis()).isEqualTo(TIME);
    assertThat(call.tags()).containsEntry("workload_id", "w");
    assertThat(call.sourceId()).hasSize(64);
    assertThat(read("{\"colour\": \"red\"}").unreadable()).isEqualTo("row is in no known dialect");
    assertThat(read("{\"colour\": \"red\"}").rawRequest()).isEqualTo("{\"colour\":\"red\"}");
  }

  @Test
  void readsAgentsThatNestTheirBodies() {
    assertAnswered(
        read(
            "{\"log_id\": \"1\", \"request\": {\"input\": "
                + REQUEST
                + "}, \"response\": {\"messages\": [{\"role\": \"assistant\", \"content\":"
                + " \"Hello\"}]}}"),
        "http/openai-chat");
    assertAnswered(
        read(
            "{\"log_id\": \"1\", \"request\": "
                + REQUEST
                + ", \"response\": {\"output\": "
                + RESPONSE
                + "}}"),
        "http/openai-chat");
  }

  @Test
  void leavesOutHonesOwnCallsUnlessAsked() {
    String row =
        "{\"databricks_request_id\": \"r\", \"client_request_id\": \"hone:judge-7\", \"request\":"
            + " $REQUEST, \"response\": $RESPONSE}";
    assertThat(read(row).incomplete()).isEqualTo(CallReader.OWN_CALL);
    assertThat(read(row).unreadable()).isNull();
    assertThat(read(CallOptions.of(Map.of("keepOwn", "true")), row).complete()).isTrue();
    String inBody =
        row.replace("hone:judge-7", "x")
            .replace(
                "$REQUEST",
                quoted(REQUEST.replace("\"model\"", "\"client_request_id\":\"hone:1\",\"model\"")));
    assertThat(read(inBody.replace("\"client_request_id\": \"x\", ", "")).incomplete())
        .isEqualTo(CallReader.OWN_CALL);
  }

  @Test
  void findsSessionUserAndTagsWhereItIsTold() {
    CallOptions options =
        CallOptions.of(
            Map.of(
                "sessionPath", "request.extra_params.chat",
                "userPath", "context.who.name",
                "tagPath", "request.labels"));
    LoggedCall call =
        read(
            options,
            "{\"log_id\": \"1\", \"context\": \"{\\\"who.name\\\": \\\"eve\\\"}\", \"request\": "
                + REQUEST.replace(
                    "\"model\"", "\"extra_params\":{\"chat\":7},\"labels\":[\"a:b\"],\"model\"")
                + ", \"response\": $RESPONSE}");
    assertThat(call.sessionId()).isEqualTo("7");
    assertThat(call.userId()).isEqualTo("eve");
    assertThat(call.tags()).containsEntry("a", "b");
  }

  @Test
  void aForcedDialectIsTakenWithoutLooking() {
    String row = "{\"log_id\": \"1\", \"request\": $REQUEST, \"response\": $RESPONSE}";
    assertThat(read(CallOptions.of(Map.of("dialect", "anthropic-messages")), row).dialect())
        .isEqualTo("http/anthropic-messages");
    assertThat(read(CallOptions.of(Map.of("dialect", "databricks")), row).dialect())
        .isEqualTo("databricks/openai-chat");
    assertThatThrownBy(() -> CallOptions.of(Map.of("dialect", "x", "keepOwn", "y", "z", "1")))
        .hasMessageContaining("Unknown dialect 'x'. There are [databricks, litellm, ")
        .hasMessageContaining("Invalid keepOwn: 'y'")
        .hasMessageContaining("Unknown option 'z'");
  }
}
