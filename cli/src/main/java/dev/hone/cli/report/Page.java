package dev.hone.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * One HTML page that needs nothing beside it: no font and no request, no script unless it brings
 * its own, and its policy forbids all others. Light or dark as the reader's system is.
 */
final class Page {
  private static final String NOTHING = "default-src 'none'; style-src 'unsafe-inline'";

  private Page() {}

  /** All before the content. */
  static String begin(String title) {
    return begin(title, NOTHING, "");
  }

  /**
   * All before the content of a page that does more than show.
   *
   * @param policy its Content-Security-Policy, without double quotes
   * @param moreCss after the style that all pages have
   */
  static String begin(String title, String policy, String moreCss) {
    return "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
        + "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        + "<meta http-equiv='Content-Security-Policy' content=\""
        + policy
        + "\"><title>"
        + Html.text(title)
        + "</title><style>\n"
        + resource("report.css")
        + moreCss
        + "</style></head><body><main>\n";
  }

  /** All after it. */
  static String end() {
    return "</main></body></html>\n";
  }

  /** A style or script that ships with Hone. */
  static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream("/dev/hone/cli/" + name)) {
      if (in == null) {
        throw new IllegalStateException("Missing resource /dev/hone/cli/" + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
