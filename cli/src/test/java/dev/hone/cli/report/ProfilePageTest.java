package dev.hone.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.calls.CallDraft;
import dev.hone.calls.LoggedCall;
import dev.hone.calls.Price;
import dev.hone.chat.Message;
import dev.hone.chat.ToolCall;
import dev.hone.profile.LogProfile;
import dev.hone.profile.Worth;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProfilePageTest {
  private static final String EVIL = "<script>alert(1)</script>\u202e";

  @Test
  void showsTheFiguresAndEscapesTheLog() {
    String page = ProfilePage.render(profile(), Map.of("c1", call()));
    assertThat(page)
        .contains("One task of this log looks worth tuning")
        .contains("<b class='yes'>worth tuning</b>")
        .contains("$37.33")
        .contains("66.7%")
        .contains("2023-11-14: 300")
        .contains("default-src 'none'")
        .contains("&lt;script&gt;alert(1)&lt;/script&gt;[U+202E]")
        .doesNotContain("<script");
  }

  @Test
  void readsLikeAConversation() {
    String page = CallsPage.render("logs", List.of(call()), 3);
    assertThat(page)
        .contains("1 call of 3")
        .contains("<div class='turn system'>", "<div class='turn user'>")
        .contains("<div class='turn assistant last'>")
        .contains("<summary>reasoning</summary><pre dir='auto'>They ask for it.</pre>")
        .contains("<b>lookup</b>", "&quot;id&quot; : 7")
        .contains("No example can be made of it: cut")
        .doesNotContain("<script");
  }

  @Test
  void fitsATerminal() {
    List<String> lines = ProfileTable.lines(profile());
    assertThat(lines).anyMatch(line -> line.contains("3,000 calls, 2,900 complete"));
    assertThat(lines).anyMatch(line -> line.contains("worth tuning") && line.contains("$36.00"));
    assertThat(lines).contains("      2,900  200", "        300  2023-11-14", "         12  email");
    assertThat(lines).anyMatch(line -> line.startsWith("        200  <script>"));
    assertThat(String.join("", lines)).doesNotContain("\u202e");
  }

  private static LogProfile profile() {
    LogProfile.Sum sum =
        new LogProfile.Sum(
            "gpt-4.1", 3000, 2900, 2900, 4_450_000, 90_000, 445_000, 2800, 11.4, 1000.0, 2000.0);
    LogProfile.Sum day =
        new LogProfile.Sum("2023-11-14", 300, 290, 290, 1, 0, 1, 280, 1.1, null, null);
    return new LogProfile(
        EVIL,
        sum,
        1_700_000_000_000L,
        1_700_800_000_000L,
        List.of(sum),
        List.of(new LogProfile.Count("200", 2900)),
        List.of(new LogProfile.Count("complete", 2900)),
        List.of(day),
        List.of(new LogProfile.Tool(EVIL, 700, 200)),
        List.of(
            new LogProfile.Task(
                "system:1",
                EVIL,
                sum,
                1000,
                0.95,
                2 / 3.0,
                new Worth(Worth.Verdict.YES, 37.33, 36.0),
                List.of("c1", "gone"))),
        2,
        1000,
        1000,
        List.of(new LogProfile.Count("email", 12)),
        new Price("small", 0.1, 0.1, 0.1, 0.4, LocalDate.of(2025, 7, 4), "test"));
  }

  private static LoggedCall call() {
    Message answer =
        new Message(
            Message.ASSISTANT,
            null,
            null,
            null,
            List.of(new ToolCall("t1", "lookup", "{\"id\":7}")),
            null,
            null,
            "They ask for it.");
    return CallDraft.of("logs", "row-1")
        .id("c1")
        .epochMillis(1_700_000_000_000L)
        .latencyMillis(1200L)
        .statusCode(200)
        .model("openai", "gpt-4.1")
        .messages(List.of(Message.system(EVIL), Message.user(EVIL)))
        .completion(answer, "tool_calls")
        .tag("team", EVIL)
        .incomplete("cut")
        .toCall();
  }
}
