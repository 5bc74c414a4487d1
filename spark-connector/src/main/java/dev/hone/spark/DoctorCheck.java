package dev.hone.spark;

import java.util.List;
import org.apache.spark.sql.SparkSession;

/**
 * Looks at one side of a machine or session. Found by {@link java.util.ServiceLoader} on Hone's own
 * class loader; has a public no-argument constructor.
 */
public interface DoctorCheck {
  /** What was found. Never throws for what is merely missing: that is a finding. */
  List<Finding> examine(SparkSession spark);
}
