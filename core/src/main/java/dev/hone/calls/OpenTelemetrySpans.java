package dev.hone.calls;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.hone.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Spans by OpenTelemetry's conventions for generative AI, with content in attributes (1.37 and
 * later) or in an event a message (before); one a row, or OTLP's own {@code resourceSpans}, as
 * collectors write them to files.
 */
final class OpenTelemetrySpans implements LogDialect {
  private static final String PREFIX = "gen_ai.";
  private static final String RESOURCE_SPANS = "resourceSpans";
  private static final String REQUEST = "gen_ai.request.";
  private static final Set<String> NOT_PARAMS = Set.of("model", "choice.count");
  private static final Set<String> CHATS = Set.of("chat", "generate_content", "text_completion");
  private static final long MILLIS_A_SECOND = 1_000;

  @Override
  public String dialectName() {
    return "opentelemetry";
  }

  @Override
  public List<String> columns() {
    List<String> columns = new ArrayList<>(Spans.COLUMNS);
    columns.add(RESOURCE_SPANS);
    return columns;
  }

  @Override
  public boolean fits(Set<String> columns) {
    return columns.contains("attributes")
        || columns.contains("span_attributes")
        || columns.contains("SpanAttributes")
        || columns.contains(RESOURCE_SPANS)
        || columns.stream().anyMatch(column -> column.startsWith(PREFIX));
  }

  @Override
  public boolean describes(LogFields row) {
    return row.has(RESOURCE_SPANS) || SpanAttributes.of(row).hasAnyWith(PREFIX);
  }

  @Override
  public List<ObjectNode> split(ObjectNode row) {
    List<ObjectNode> spans = new ArrayList<>();
    for (JsonNode resource : LogFields.tree(row.get(RESOURCE_SPANS))) {
      String service =
          SpanAttributes.of(resource.path("resource").path("attributes")).text("service.name");
      for (JsonNode scope : resource.path("scopeSpans")) {
        for (JsonNode span : scope.path("spans")) {
          if (span instanceof ObjectNode object) {
            spans.add(object.deepCopy().put("service_name", service));
          }
        }
      }
    }
    return spans.isEmpty() ? List.of(row) : spans;
  }

  @Override
  public void read(LogFields row, CallDraft call) {
    Spans.read(row, call);
    SpanAttributes span = SpanAttributes.of(row);
    call.provider = Providers.normal(span.text("gen_ai.provider.name", "gen_ai.system"));
    call.modelRequested = span.text("gen_ai.request.model");
    call.modelServed = span.text("gen_ai.response.model");
    call.sessionId = span.text("gen_ai.conversation.id", "session.id");
    call.userId = span.text("user.id", "enduser.id");
    call.errorType = span.text("error.type");
    call.host = span.text("server.address");
    call.counted(
        span.whole("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"),
        span.whole("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"),
        span.whole("gen_ai.usage.cache_read.input_tokens"),
        span.whole("gen_ai.usage.cache_creation.input_tokens"),
        span.whole("gen_ai.usage.reasoning.output_tokens"));
    call.countedAs(named(span, "gen_ai.usage."));
    Double first = LogFields.number(span.get("gen_ai.response.time_to_first_chunk"));
    call.timeToFirstTokenMillis =
        first == null ? null : Long.valueOf(Math.round(first * MILLIS_A_SECOND));
    JsonNode events = row.tree("events");
    call.keepRaw(raw(span, events), null);
    String operation = span.text("gen_ai.operation.name");
    if (operation != null && !CHATS.contains(operation)) {
      throw new IllegalArgumentException("span is no chat call");
    }
    SpanAttributes content = withContent(span, events);
    ObjectNode request = request(content, events);
    request.setAll(params(span));
    ObjectNode response = response(content, events);
    call.request = request.path("messages").isEmpty() ? null : Body.of(request, null);
    call.response = response.path("choices").isEmpty() ? null : Body.of(response, null);
    call.requestLack = "content is not in the span";
    call.responseLack = "content is not in the span";
  }

  private static String raw(SpanAttributes span, JsonNode events) {
    ObjectNode raw = named(span, PREFIX);
    ObjectNode whole = Json.object();
    raw.fields().forEachRemaining(entry -> whole.set(PREFIX + entry.getKey(), entry.getValue()));
    if (!events.isEmpty()) {
      whole.set("events", events);
    }
    return Json.write(whole);
  }

  private static ObjectNode named(SpanAttributes span, String prefix) {
    ObjectNode named = Json.object();
    span.all()
        .fields()
        .forEachRemaining(
            entry -> {
              if (entry.getKey().startsWith(prefix)) {
                named.set(entry.getKey().substring(prefix.length()), entry.getValue());
              }
            });
    return named;
  }

  private static ObjectNode params(SpanAttributes span) {
    ObjectNode params = named(span, REQUEST);
    params.remove(NOT_PARAMS);
    return params;
  }

  /** Content may stand on an event of the span instead of on the span itself. */
  private static SpanAttributes withContent(SpanAttributes span, JsonNode events) {
    if (!span.has("gen_ai.input.messages")) {
      for (JsonNode event : events) {
        SpanAttributes attributes = SpanAttributes.of(event.path("attributes"));
        if (attributes.has("gen_ai.input.messages")) {
          return attributes;
        }
      }
    }
    return span;
  }

  private static ObjectNode request(SpanAttributes content, JsonNode events) {
    ObjectNode request = Json.object();
    ArrayNode messages = request.putArray("messages");
    JsonNode system = content.get("gen_ai.system_instructions");
    if (system.isTextual()) {
      messages.addObject().put("role", "system").put("content", system.textValue());
    } else if (!system.isEmpty()) {
      GenAiMessages.addTo(messages, "system", system, null);
    }
    for (JsonNode message : content.get("gen_ai.input.messages")) {
      GenAiMessages.addTo(
          messages, message.path("role").asText("user"), message.path("parts"), message);
    }
    for (JsonNode event : events) {
      String name = event.path("name").asText();
      if (name.startsWith(PREFIX) && name.endsWith(".message")) {
        String role = name.substring(PREFIX.length(), name.length() - ".message".length());
        messages.add(GenAiMessages.ofEvent(role, SpanAttributes.of(event.path("attributes"))));
      }
    }
    JsonNode tools = content.get("gen_ai.tool.definitions");
    if (tools.isArray() && !tools.isEmpty()) {
      request.set("tools", GenAiMessages.tools(tools));
    }
    return request;
  }

  private static ObjectNode response(SpanAttributes content, JsonNode events) {
    ObjectNode response = Json.object();
    ArrayNode choices = response.putArray("choices");
    JsonNode reasons = content.get("gen_ai.response.finish_reasons");
    for (JsonNode message : content.get("gen_ai.output.messages")) {
      ArrayNode one = Json.array();
      GenAiMessages.addTo(one, "assistant", message.path("parts"), message);
      if (!one.isEmpty()) {
        addChoice(choices, one.get(0), reason(message.path("finish_reason"), reasons, choices));
      }
    }
    for (JsonNode event : events) {
      if (event.path("name").asText().equals("gen_ai.choice")) {
        SpanAttributes choice = SpanAttributes.of(event.path("attributes"));
        JsonNode message = choice.get("message");
        SpanAttributes said = message.isObject() ? SpanAttributes.of(message) : choice;
        addChoice(
            choices,
            GenAiMessages.ofEvent("assistant", said),
            reason(choice.get("finish_reason"), reasons, choices));
      }
    }
    return response;
  }

  private static @Nullable String reason(JsonNode own, JsonNode reasons, ArrayNode choices) {
    String reason = own.asText(reasons.path(choices.size()).asText(""));
    return reason.isEmpty() ? null : reason.equals("tool_call") ? "tool_calls" : reason;
  }

  private static void addChoice(ArrayNode choices, JsonNode message, @Nullable String reason) {
    ObjectNode choice = choices.addObject().put("index", choices.size() - 1);
    choice.set("message", message);
    choice.put("finish_reason", reason);
  }
}
