package dev.hone.cli.report;

import dev.hone.calls.LoggedCall;
import java.util.List;

/** Logged calls as conversations to read, on one page. */
public final class CallsPage {
  private CallsPage() {}

  /**
   * The page, whole.
   *
   * @param source the log
   * @param calls in the order to read them
   * @param of how many the log has that were asked for
   */
  public static String render(String source, List<LoggedCall> calls, long of) {
    StringBuilder html = new StringBuilder(Page.begin("Calls of " + source));
    html.append("<p class='eyebrow'><b>Hone</b> calls of ").append(Html.text(source));
    html.append("</p><h1>")
        .append(Figures.count(calls.size()))
        .append(calls.size() == 1 ? " call" : " calls");
    if (of > calls.size()) {
      html.append(" of ").append(Figures.count(of));
    }
    html.append("</h1>");
    for (LoggedCall call : calls) {
      html.append("<section><h3><code>").append(Html.text(call.id())).append("</code></h3>");
      html.append(ConversationHtml.of(call)).append("</section>\n");
    }
    return html.append(Page.end()).toString();
  }
}
