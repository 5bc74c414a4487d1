package dev.hone.spark.procedures;

import java.util.ServiceLoader;
import java.util.TreeSet;
import org.apache.spark.sql.connector.catalog.Identifier;
import org.apache.spark.sql.connector.catalog.ProcedureCatalog;
import org.apache.spark.sql.connector.catalog.procedures.UnboundProcedure;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The catalog {@code hone}, which holds procedures and no tables. */
public final class HoneCatalog implements ProcedureCatalog {
  /** Its name in SQL; {@code Hone.register} puts it into the session's conf. */
  public static final String NAME = "hone";

  private String name = NAME;

  @Override
  public void initialize(String catalogName, CaseInsensitiveStringMap options) {
    name = catalogName;
  }

  @Override
  public String name() {
    return name;
  }

  /**
   * Finds a procedure.
   *
   * @throws IllegalArgumentException if there is none of that name, with those that there are
   */
  @Override
  public UnboundProcedure loadProcedure(Identifier identifier) {
    TreeSet<String> names = new TreeSet<>();
    // Hone's own loader, not the thread's: a cluster library lives in a child loader.
    for (HoneProcedure procedure :
        ServiceLoader.load(HoneProcedure.class, HoneProcedure.class.getClassLoader())) {
      if (identifier.namespace().length == 0
          && procedure.name().equalsIgnoreCase(identifier.name())) {
        return procedure;
      }
      names.add(procedure.name());
    }
    throw new IllegalArgumentException(
        "Unknown procedure '" + name + "." + identifier + "'. There are " + names + ".");
  }
}
