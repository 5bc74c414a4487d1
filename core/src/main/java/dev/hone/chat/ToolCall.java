package dev.hone.chat;

import static java.util.Objects.requireNonNull;

/**
 * One call of a tool by the assistant.
 *
 * @param id the provider's id, empty where it gave none
 * @param name the function's name
 * @param arguments the arguments as the model wrote them: JSON text, not always valid
 */
public record ToolCall(String id, String name, String arguments) {
  public ToolCall {
    requireNonNull(id, "id");
    requireNonNull(name, "name");
    requireNonNull(arguments, "arguments");
  }
}
