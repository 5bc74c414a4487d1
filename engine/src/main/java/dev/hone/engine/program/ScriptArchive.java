package dev.hone.engine.program;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The file libtorch loads a program from: a zip with the source text, an object without attributes
 * and a version.
 */
final class ScriptArchive {
  /**
   * Ten is the newest that libtorch 2.7 reads; older ones switch on conversions of old programs.
   */
  private static final String VERSION = "10\n";

  /** PROTO 2, GLOBAL, EMPTY_TUPLE, NEWOBJ, EMPTY_DICT, BUILD, STOP. */
  private static final String EMPTY_OBJECT = "\u0080\u0002c__torch__\nModel\n)\u0081}b.";

  /** PROTO 2, EMPTY_TUPLE, STOP. */
  private static final String NO_CONSTANTS = "\u0080\u0002).";

  private ScriptArchive() {}

  /** The archive of a source that declares {@code class Model(Module)}. */
  static byte[] of(String source) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, "hone/data.pkl", latin1(EMPTY_OBJECT));
      put(zip, "hone/code/__torch__.py", source.getBytes(UTF_8));
      put(zip, "hone/constants.pkl", latin1(NO_CONSTANTS));
      put(zip, "hone/version", latin1(VERSION));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  private static byte[] latin1(String text) {
    return text.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
  }
}
