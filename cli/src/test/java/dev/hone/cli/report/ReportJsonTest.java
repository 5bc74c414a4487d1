package dev.hone.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.hone.json.Json;
import org.junit.jupiter.api.Test;

class ReportJsonTest {
  @Test
  void hasTheKeysThatOthersRead() {
    JsonNode json = Json.parse(ReportJson.write(SampleReports.withTruth()));
    for (String model : new String[] {"logged", "base", "few_shot", "tuned"}) {
      assertThat(json.at("/accuracy/" + model).isNumber()).as(model).isTrue();
    }
    assertThat(json.at("/cost_per_1000/logged").asDouble()).isPositive();
    assertThat(json.at("/cost_per_1000/tuned").asDouble()).isPositive();
    assertThat(json.at("/prices/logged/as_of").isTextual()).isTrue();
    assertThat(json.at("/prices/machine/name").isTextual()).isTrue();
    assertThat(json.at("/rows/calls").asLong()).isEqualTo(3000);
    assertThat(json.at("/rows/dropped").isObject()).isTrue();
    assertThat(json.at("/train/tokens_per_second").asDouble()).isPositive();
    assertThat(json.at("/train/final_loss").asDouble()).isPositive();
    assertThat(json.at("/seconds").asDouble()).isPositive();
    assertThat(json.at("/peak_memory_mb").asLong()).isPositive();
  }

  @Test
  void hasNullsWhereNoTruthIsKnown() {
    JsonNode json = Json.parse(ReportJson.write(SampleReports.withoutTruth()));
    assertThat(json.at("/accuracy/tuned").isNull()).isTrue();
    assertThat(json.at("/accuracy/logged").isNull()).isTrue();
    assertThat(json.at("/agreement/tuned").isNumber()).isTrue();
    assertThat(json.at("/heldout_loss").isNumber()).isTrue();
    assertThat(json.at("/cost_per_1000/logged").isNull()).isTrue();
  }

  @Test
  void isReadBackAsItWas() {
    Report report = SampleReports.withTruth();
    assertThat(ReportJson.read(ReportJson.write(report))).isEqualTo(report);
  }
}
