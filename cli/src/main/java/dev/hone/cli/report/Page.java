package dev.hone.cli.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * One HTML page that needs nothing beside it: no script, no font, no request, and its policy
 * forbids them. Light or dark as the reader's system is.
 */
final class Page {
  private Page() {}

  /** All before the content. */
  static String begin(String title) {
    return "<!doctype html>\n<html lang='en'><head><meta charset='utf-8'>"
        + "<meta name='viewport' content='width=device-width, initial-scale=1'>"
        + "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'; style-src"
        + " 'unsafe-inline'\"><title>"
        + Html.text(title)
        + "</title><style>\n"
        + css()
        + "</style></head><body><main>\n";
  }

  /** All after it. */
  static String end() {
    return "</main></body></html>\n";
  }

  private static String css() {
    try (InputStream in = Page.class.getResourceAsStream("/dev/hone/cli/report.css")) {
      if (in == null) {
        throw new IllegalStateException("Missing resource /dev/hone/cli/report.css");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
