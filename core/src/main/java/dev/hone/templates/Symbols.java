package dev.hone.templates;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which names belong to a block and where each gets its first value: jinja2's rules of scope
 * ({@code idtracking}). A name that a block sets is the block's own, and starts as the outer
 * block's value; a name that it only reads is the nearest outer block's that has it, else a
 * variable of the rendering. They are read off the template's text, so a name set further down
 * hides a variable of the rendering from the start, as in jinja2.
 */
final class Symbols {
  private enum Start {
    PARAMETER,
    VARIABLE,
    OUTER,
    UNDEFINED
  }

  private final @Nullable Symbols parent;
  private final Map<String, Start> starts = new LinkedHashMap<>();
  private final Set<String> stores = new HashSet<>();

  Symbols(@Nullable Symbols parent) {
    this.parent = parent;
  }

  private Symbols copy() {
    Symbols copy = new Symbols(parent);
    copy.starts.putAll(starts);
    copy.stores.addAll(stores);
    return copy;
  }

  void parameter(String name) {
    stores.add(name);
    starts.put(name, Start.PARAMETER);
  }

  void store(String name) {
    stores.add(name);
    if (!starts.containsKey(name)) {
      starts.put(name, isOuter(name) ? Start.OUTER : Start.UNDEFINED);
    }
  }

  void load(String name) {
    if (!starts.containsKey(name) && !isOuter(name)) {
      starts.put(name, Start.VARIABLE);
    }
  }

  void loads(Collection<? extends Expression> expressions) {
    for (Expression expression : expressions) {
      if (expression instanceof Expression.Name name) {
        load(name.name());
      } else {
        loads(expression.children());
      }
    }
  }

  /** The names of statements that run in this block itself. */
  void statements(List<Statement> statements) {
    for (Statement statement : statements) {
      statement.declare(this);
    }
  }

  /** Branches of which one runs: a name that one sets may keep the value from outside. */
  void branches(List<List<Statement>> branches) {
    Set<String> stored = new HashSet<>();
    List<Symbols> copies =
        branches.stream()
            .map(
                branch -> {
                  Symbols copy = copy();
                  copy.statements(branch);
                  return copy;
                })
            .toList();
    copies.forEach(copy -> stored.addAll(copy.stores));
    stored.removeAll(stores);
    for (Symbols copy : copies) {
      starts.putAll(copy.starts);
      stores.addAll(copy.stores);
    }
    for (String name : stored) {
      starts.put(name, isOuter(name) ? Start.OUTER : Start.VARIABLE);
    }
  }

  private boolean isOuter(String name) {
    return parent != null && (parent.starts.containsKey(name) || parent.isOuter(name));
  }

  /** Gives a block that is entered its names; its parameters are put afterwards. */
  void enter(Scope scope) {
    for (Map.Entry<String, Start> entry : starts.entrySet()) {
      String name = entry.getKey();
      scope.put(
          name,
          switch (entry.getValue()) {
            case VARIABLE -> scope.rendering().resolve(name);
            case OUTER -> scope.findOutside(name);
            case PARAMETER, UNDEFINED -> Missing.VALUE;
          });
    }
  }
}
