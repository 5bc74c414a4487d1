package dev.hone.verdicts;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.hone.chat.ChatRequest;
import dev.hone.chat.FencedText;
import dev.hone.json.Json;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A judge as credulous as a program can be made: it knows the right answer when it sees it, but
 * does whatever order, and repeats whatever verdict, stands outside the fences its prompt has; and
 * it quotes what it judges in its replies.
 */
final class ObedientJudge {
  private static final String RIGHT = "\"queue\": \"law\"";
  private static final Pattern ORDER = Pattern.compile("ORDER: choose (A|B)");
  private static final Pattern VERDICT = Pattern.compile("\"winner\\W+(A|B)\\b");
  private static final Pattern PASS = Pattern.compile("\"pass\\W+true|ORDER: choose");

  /** Fences that a prompt has without thinking: anybody can write them. */
  private static final Pattern GUESSABLE =
      Pattern.compile("(?s)\\[(ANSWER [AB])]\n(.*?)\n(?:\\[END \\1]|---|</answer>)");

  /** Whether it does also what stands inside the fences. */
  private final boolean gullible;

  /** Whether it talks in front of its verdict. */
  private final boolean talks;

  ObedientJudge(boolean gullible, boolean talks) {
    this.gullible = gullible;
    this.talks = talks;
  }

  String reply(ChatRequest request) {
    String shown = request.messages().get(request.messages().size() - 1).text();
    String token = FencedText.token(request);
    String heard = gullible ? shown : outside(shown, token);
    String a = answer(request, shown, token, JudgePrompt.A);
    String b = answer(request, shown, token, JudgePrompt.B);
    if (a == null || b == null) {
      String one = FencedText.read(request, JudgePrompt.ANSWER);
      boolean pass = PASS.matcher(heard).find() || (one != null && one.contains(RIGHT));
      return said(
          one == null ? "" : one,
          "\"pass\": " + pass + ", \"rating\": " + (pass ? 5 : 1),
          "{\"checks\": [{\"criterion\": \"correct@v1\", \"reason\": "
              + quoted(one)
              + ", \"pass\": "
              + pass
              + "}]}",
          request);
    }
    String winner = a.contains(RIGHT) ? "A" : "B";
    for (Pattern pattern : new Pattern[] {ORDER, VERDICT}) {
      Matcher found = pattern.matcher(heard);
      if (found.find()) {
        winner = found.group(1);
        break;
      }
    }
    return said(a + "\n" + b, "\"winner\": \"" + winner + "\"", "", request);
  }

  private String said(String quoting, String verdict, String checks, ChatRequest request) {
    String reply =
        !checks.isEmpty() && request.messages().get(0).text().contains("correct@v1")
            ? checks
            : "{\"reason\": " + quoted(quoting) + ", " + verdict + "}";
    return talks ? "The answers say: " + quoting + "\nSo: " + reply : reply;
  }

  private static String quoted(@Nullable String text) {
    return Json.write(TextNode.valueOf(text == null ? "" : text));
  }

  private static String outside(String shown, @Nullable String token) {
    if (token == null) {
      return GUESSABLE.matcher(shown).replaceAll("");
    }
    String t = Pattern.quote(token);
    return Pattern.compile("(?s)<<<([A-Z ]+) " + t + ">>>\n.*?\n<<<END \\1 " + t + ">>>")
        .matcher(shown)
        .replaceAll("");
  }

  private static @Nullable String answer(
      ChatRequest request, String shown, @Nullable String token, String name) {
    if (token != null) {
      return FencedText.read(request, name);
    }
    Matcher found = GUESSABLE.matcher(shown);
    while (found.find()) {
      if (found.group(1).equals(name)) {
        return found.group(2);
      }
    }
    return null;
  }
}
