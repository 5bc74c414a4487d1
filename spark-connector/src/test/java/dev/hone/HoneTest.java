package dev.hone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.spark.DoctorReport;
import dev.hone.spark.Finding;
import dev.hone.spark.doctor.SessionCheck;
import dev.hone.spark.testing.LocalSpark;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;

class HoneTest {
  private static final SparkSession SPARK = LocalSpark.session();

  @Test
  void doctorLooksAtEverythingAndSaysHowToMend() {
    DoctorReport report = Hone.doctor(SPARK);
    assertThat(report.findings())
        .extracting(Finding::check)
        .contains("spark", "delta", "class loader", "java", "threads", "pytorch natives", "cache");
    assertThat(report.findings())
        .filteredOn(finding -> finding.status() != Finding.Status.OK)
        .allSatisfy(finding -> assertThat(finding.fix()).isNotBlank());
    assertThat(report.findings())
        .filteredOn(finding -> finding.check().equals("delta"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).startsWith("Delta "));
    // This module carries no natives: the doctor must see that.
    assertThat(report.healthy()).isFalse();
    assertThat(report.toString()).contains("fail  pytorch natives").contains("-> Install the jar");
  }

  @Test
  void doctorSeesSessionWithoutRegisteredFunctions() {
    assertThat(new SessionCheck().examine(SPARK.newSession()))
        .filteredOn(finding -> finding.check().equals("sql functions"))
        .singleElement()
        .satisfies(finding -> assertThat(finding.status()).isEqualTo(Finding.Status.WARN));
  }

  @Test
  void registerWithoutModulesIsHarmless() {
    Hone.register(SPARK);
    Hone.register(SPARK);
    assertThat(Hone.open(SPARK, "target/hone-test").location()).endsWith("target/hone-test");
  }
}
