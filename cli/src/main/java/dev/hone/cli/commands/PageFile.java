package dev.hone.cli.commands;

import dev.hone.HoneException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes a page in place of the one that was there: whole, or not at all. */
final class PageFile {
  private PageFile() {}

  static void write(Path file, String html) {
    Path full = file.toAbsolutePath();
    Path scratch = full.resolveSibling("." + full.getFileName() + ".writing");
    try {
      // Half a surrogate pair in logged text has no UTF-8 and becomes a question mark.
      Files.write(scratch, html.getBytes(StandardCharsets.UTF_8));
      Files.move(scratch, full, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new HoneException(
          "Cannot write the page "
              + file
              + ": "
              + e
              + ". Give --out a file in a folder that is there.",
          e);
    }
  }
}
