package dev.hone.cli.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.calls.LoggedCall;
import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.json.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A logged call as a conversation to read: who says what, tool calls, reasoning, the answer last.
 */
final class ConversationHtml {
  private static final int MESSAGE_CHARS = 20_000;
  private static final int RAW_CHARS = 4_000;

  private ConversationHtml() {}

  static String of(LoggedCall call) {
    StringBuilder html = new StringBuilder("<div class='call'><p class='facts'>");
    html.append(Html.text(String.join(" · ", facts(call)))).append("</p>");
    for (Message message : call.messages()) {
      turn(html, message, "");
    }
    if (call.completion() != null) {
      turn(html, call.completion(), " last");
    }
    for (Message alternative : call.alternatives()) {
      html.append("<p class='facts'>or</p>");
      turn(html, alternative, " last");
    }
    if (call.incomplete() != null) {
      html.append("<p class='notice'>No example can be made of it: ")
          .append(Html.shortened(call.incomplete(), 300))
          .append("</p>");
    }
    if (call.error() != null) {
      html.append("<p class='notice'>Error: ")
          .append(Html.shortened(call.error(), 600))
          .append("</p>");
    }
    if (call.messages().isEmpty()) {
      raw(html, "Request as logged", call.rawRequest());
      raw(html, "Response as logged", call.rawResponse());
    }
    if (call.toolsJson() != null) {
      raw(html, "Tools on offer", pretty(call.toolsJson()));
    }
    if (!call.paramsJson().equals("{}")) {
      raw(html, "Other fields of the request", pretty(call.paramsJson()));
    }
    return html.append("</div>").toString();
  }

  /** Messages alone. */
  static String of(List<Message> messages) {
    StringBuilder html = new StringBuilder("<div class='call'>");
    messages.forEach(message -> turn(html, message, ""));
    return html.append("</div>").toString();
  }

  private static List<String> facts(LoggedCall call) {
    List<String> facts = new ArrayList<>();
    facts.add(call.source() + " " + call.sourceId());
    if (call.epochMillis() != null) {
      facts.add(Instant.ofEpochMilli(call.epochMillis()).toString());
    }
    String model = call.modelServed() == null ? call.modelRequested() : call.modelServed();
    facts.add(call.provider() + (model == null ? "" : " " + model));
    if (call.statusCode() != null) {
      facts.add("status " + call.statusCode());
    }
    if (call.finishReason() != null) {
      facts.add("finished: " + call.finishReason());
    }
    if (call.latencyMillis() != null) {
      facts.add(Figures.duration(call.latencyMillis() / 1000.0));
    }
    if (call.usage() != null) {
      facts.add(
          String.format(
              Locale.ROOT,
              "%,d tokens read, %,d written",
              call.usage().input(),
              call.usage().output()));
    }
    call.tags().entrySet().stream()
        .sorted(java.util.Map.Entry.comparingByKey())
        .forEach(tag -> facts.add(tag.getKey() + "=" + tag.getValue()));
    return facts;
  }

  private static void turn(StringBuilder html, Message message, String more) {
    String known =
        switch (message.role()) {
          case Message.SYSTEM, Message.USER, Message.ASSISTANT, Message.TOOL -> message.role();
          default -> "other";
        };
    html.append("<div class='turn ").append(known).append(more).append("'><div class='who'>");
    html.append(Html.shortened(message.role(), 40));
    if (message.name() != null) {
      html.append(' ').append(Html.shortened(message.name(), 60));
    }
    if (message.toolCallId() != null) {
      html.append(" <span class='tag'>answers ")
          .append(Html.shortened(message.toolCallId(), 60))
          .append("</span>");
    }
    html.append("</div>");
    if (message.reasoning() != null) {
      html.append("<details class='reasoning' open><summary>reasoning</summary>");
      pre(html, message.reasoning(), MESSAGE_CHARS);
      html.append("</details>");
    }
    if (message.content() != null) {
      pre(html, message.content(), MESSAGE_CHARS);
    }
    if (message.partsJson() != null) {
      raw(html, "All parts", pretty(message.partsJson()));
    }
    if (message.refusal() != null) {
      html.append("<p class='notice'>Refusal: ")
          .append(Html.shortened(message.refusal(), 2000))
          .append("</p>");
    }
    for (ToolCall call : message.toolCalls()) {
      html.append("<div class='toolcall'><b>")
          .append(Html.shortened(call.name(), 120))
          .append("</b> <span class='tag'>")
          .append(Html.shortened(call.id(), 60))
          .append("</span>");
      pre(html, pretty(call.arguments()), MESSAGE_CHARS);
      html.append("</div>");
    }
    html.append("</div>");
  }

  private static void raw(StringBuilder html, String name, @Nullable String text) {
    if (text == null) {
      return;
    }
    html.append("<details><summary>").append(Html.text(name)).append("</summary>");
    pre(html, text, RAW_CHARS);
    html.append("</details>");
  }

  private static void pre(StringBuilder html, String text, int most) {
    html.append("<pre dir='auto'>").append(Html.shortened(text, most)).append("</pre>");
  }

  private static String pretty(String json) {
    JsonNode node = json.length() > MESSAGE_CHARS ? null : Json.read(json);
    return node == null ? json : node.toPrettyString();
  }
}
