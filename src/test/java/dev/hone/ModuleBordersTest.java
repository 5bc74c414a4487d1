package dev.hone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keeps the drawing of ARCHITECTURE.md true. */
class ModuleBordersTest {
  private static final JavaClasses HONE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.hone");

  private static final String[] CORE = {
    "dev.hone.json..", "dev.hone.chat..", "dev.hone.templates..", "dev.hone.providers..",
    "dev.hone.redaction..", "dev.hone.calls..", "dev.hone.examples..", "dev.hone.labels..",
    "dev.hone.adapters..", "dev.hone.verdicts..", "dev.hone.datasets..", "dev.hone.profile..",
    "dev.hone.tasks..", "dev.hone.ledger..", "dev.hone.reviews.."
  };
  private static final String[] SPARK = {"org.apache.spark..", "io.delta..", "scala.."};

  @Test
  void everyModuleIsSeen() {
    for (String module :
        List.of("chat", "engine", "spark", "transformers", "estimators", "serving", "cli")) {
      assertThat(HONE)
          .as("classes of dev.hone.%s", module)
          .anyMatch(type -> type.getPackageName().startsWith("dev.hone." + module));
    }
  }

  @Test
  void coreKnowsNeitherSparkNorDjl() {
    noClasses()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SPARK)
        .check(HONE);
    noClasses()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(HONE);
    noClasses()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.hone.engine..",
            "dev.hone.spark..",
            "dev.hone.transformers..",
            "dev.hone.estimators..",
            "dev.hone.serving..",
            "dev.hone.cli..")
        .check(HONE);
  }

  @Test
  void engineNeverImportsSpark() {
    noClasses()
        .that()
        .resideInAPackage("dev.hone.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(SPARK)
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.hone.spark..",
            "dev.hone.transformers..",
            "dev.hone.estimators..",
            "dev.hone.serving..",
            "dev.hone.cli..")
        .check(HONE);
  }

  @Test
  void onlyEngineImportsDjl() {
    noClasses()
        .that(resideOutsideOf("dev.hone.engine"))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(HONE);
  }

  @Test
  void connectorAndTransformersDoNotKnowTheEngine() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.hone.spark..", "dev.hone.transformers..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.hone.engine..", "dev.hone.estimators..", "dev.hone.serving..", "dev.hone.cli..")
        .check(HONE);
  }

  @Test
  void estimatorsAndServingDoNotKnowEachOther() {
    noClasses()
        .that()
        .resideInAPackage("dev.hone.estimators..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.hone.serving..", "dev.hone.transformers..", "dev.hone.cli..")
        .check(HONE);
    noClasses()
        .that()
        .resideInAPackage("dev.hone.serving..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.hone.estimators..", "dev.hone.transformers..", "dev.hone.cli..")
        .check(HONE);
  }

  @Test
  void packagesOfOneModuleFormNoCycle() {
    slices().matching("dev.hone.(*)..").should().beFreeOfCycles().check(HONE);
  }

  private static DescribedPredicate<JavaClass> resideOutsideOf(String prefix) {
    return DescribedPredicate.describe(
        "Hone's classes outside " + prefix,
        type ->
            type.getPackageName().startsWith("dev.hone")
                && !type.getPackageName().startsWith(prefix));
  }
}
