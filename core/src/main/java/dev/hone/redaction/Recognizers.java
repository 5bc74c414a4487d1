package dev.hone.redaction;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;

/** The recognizers there are: Hone's own, then those found on the class path. */
public final class Recognizers {
  private static final List<Recognizer> OWN =
      List.of(
          new SecretRecognizer(),
          new EmailRecognizer(),
          new IbanRecognizer(),
          new CardRecognizer(),
          new IpRecognizer(),
          new PhoneRecognizer());

  private Recognizers() {}

  /** Hone's own; where two find the same span, the earlier in this list names it. */
  public static List<Recognizer> own() {
    return OWN;
  }

  /** Hone's own and those of other libraries. */
  public static List<Recognizer> all() {
    List<Recognizer> all = new ArrayList<>(OWN);
    // The interface's own loader, not the thread's: a cluster library lives in a child loader.
    ServiceLoader.load(Recognizer.class, Recognizer.class.getClassLoader()).forEach(all::add);
    return List.copyOf(all);
  }

  /** The kinds of all, each once. */
  public static Set<String> kinds() {
    Set<String> kinds = new LinkedHashSet<>();
    all().forEach(recognizer -> kinds.add(recognizer.kind()));
    return kinds;
  }
}
