package dev.hone.cli.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.spark.home.Home;
import org.apache.spark.sql.SparkSession;

/**
 * What every step of a run works with.
 *
 * @param files folder of adapters, reports and sample logs
 */
record RunContext(
    Home home,
    RunFolder files,
    RunSettings settings,
    RunState state,
    Progress progress,
    Stop stop) {
  SparkSession spark() {
    return home.spark();
  }

  String runId() {
    return state.id();
  }

  /** What an earlier step noted. */
  JsonNode facts(String step) {
    return state.facts(step);
  }
}
