package dev.hone.chat;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message of a conversation.
 *
 * @param role {@code system}, {@code user}, {@code assistant} or {@code tool} (a {@code developer}
 *     is a system)
 * @param content the text; null where the message only calls tools or refuses
 * @param partsJson the content as the JSON array it came as, where it held more than text; else
 *     null
 * @param name the speaker's name, or null
 * @param toolCalls the tools the assistant calls, in order; empty for most messages
 * @param toolCallId the call that a tool message answers, or null
 * @param refusal the provider's refusal text, or null
 * @param reasoning the model's visible reasoning, or null; never trained on by default
 */
public record Message(
    String role,
    @Nullable String content,
    @Nullable String partsJson,
    @Nullable String name,
    List<ToolCall> toolCalls,
    @Nullable String toolCallId,
    @Nullable String refusal,
    @Nullable String reasoning) {

  public static final String SYSTEM = "system";
  public static final String USER = "user";
  public static final String ASSISTANT = "assistant";
  public static final String TOOL = "tool";

  public Message {
    requireNonNull(role, "role");
    toolCalls = List.copyOf(toolCalls);
  }

  public static Message system(String content) {
    return of(SYSTEM, content);
  }

  public static Message user(String content) {
    return of(USER, content);
  }

  public static Message assistant(String content) {
    return of(ASSISTANT, content);
  }

  /** The assistant calling tools, without text. */
  public static Message calling(List<ToolCall> toolCalls) {
    return new Message(ASSISTANT, null, null, null, toolCalls, null, null, null);
  }

  public static Message of(String role, @Nullable String content) {
    return new Message(role, content, null, null, List.of(), null, null, null);
  }

  /** The same message saying something else. */
  public Message withContent(@Nullable String newContent) {
    return new Message(role, newContent, null, name, toolCalls, toolCallId, refusal, reasoning);
  }

  /** The text, empty where there is none. */
  public String text() {
    return content == null ? "" : content;
  }
}
