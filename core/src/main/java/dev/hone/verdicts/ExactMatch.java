package dev.hone.verdicts;

import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import org.jspecify.annotations.Nullable;

/**
 * Whether an answer is the expected one: to the character, except that white space at the ends does
 * not count, nor do key order, white space and the spelling of numbers inside JSON.
 */
public final class ExactMatch {
  private ExactMatch() {}

  /** Whether two texts say the same. */
  public static boolean matches(String expected, String actual) {
    return expected.strip().equals(actual.strip())
        || StructuredText.parse(expected).sameAs(StructuredText.parse(actual));
  }

  /**
   * Whether two messages say the same: text, refusal, and tools called in order; ids are not
   * compared.
   */
  public static boolean matches(Message expected, Message actual) {
    if (expected.toolCalls().size() != actual.toolCalls().size()
        || !matches(expected.text(), actual.text())
        || (expected.refusal() == null) != (actual.refusal() == null)) {
      return false;
    }
    for (int i = 0; i < expected.toolCalls().size(); i++) {
      ToolCall one = expected.toolCalls().get(i);
      ToolCall other = actual.toolCalls().get(i);
      if (!one.name().equals(other.name()) || !matches(one.arguments(), other.arguments())) {
        return false;
      }
    }
    return true;
  }

  /** The verdict on an answer; a null answer (the model gave none) matches nothing. */
  public static Verdict judge(Message expected, @Nullable Message actual) {
    if (actual == null) {
      return MissingAnswer.failed();
    }
    return matches(expected, actual)
        ? new Verdict.Scored(1, true, "same")
        : new Verdict.Scored(0, false, "different");
  }
}
