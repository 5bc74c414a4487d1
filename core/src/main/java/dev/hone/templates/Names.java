package dev.hone.templates;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the parser notes about names as it goes: which special names a macro's body reads, and which
 * filters and tests do not exist. An unknown one is an error at once, except where it may never
 * run: in a branch of an if, as in jinja2.
 */
final class Names {
  private static final Set<String> SPECIAL = Set.of("caller", "kwargs", "varargs");

  private record Unknown(String message, int line) {}

  /** What one macro's body has read and set so far. */
  private static final class MacroNames {
    private final Set<String> read = new HashSet<>();
    private final Set<String> set = new HashSet<>();
  }

  private final Deque<MacroNames> macros = new ArrayDeque<>();
  private final List<Unknown> unknown = new ArrayList<>();
  private final List<Unknown> fatal = new ArrayList<>();

  void read(String name) {
    if (SPECIAL.contains(name)) {
      for (MacroNames macro : macros) {
        if (!macro.set.contains(name)) {
          macro.read.add(name);
        }
      }
    }
  }

  void set(String name) {
    macros.forEach(macro -> macro.set.add(name));
  }

  void enterMacro() {
    macros.push(new MacroNames());
  }

  /** The special names that the macro's body reads without setting them first. */
  Set<String> leaveMacro() {
    return macros.pop().read;
  }

  void filter(String name, int line) {
    if (!Filters.exists(name)) {
      unknown.add(new Unknown("No filter named '" + name + "'.", line));
    }
  }

  void test(String name, int line) {
    if (!Tests.exists(name)) {
      unknown.add(new Unknown("No test named '" + name + "'.", line));
    }
  }

  int mark() {
    return unknown.size();
  }

  /** Unknown filters and tests since the mark are errors only if they are reached. */
  void forgive(int mark) {
    unknown.subList(mark, unknown.size()).clear();
  }

  /** Unknown filters and tests since the mark are errors whatever stands around them. */
  void condemn(int mark) {
    List<Unknown> since = unknown.subList(mark, unknown.size());
    fatal.addAll(since);
    since.clear();
  }

  void check() {
    condemn(0);
    if (!fatal.isEmpty()) {
      throw new TemplateException(fatal.get(0).message(), fatal.get(0).line());
    }
  }
}
