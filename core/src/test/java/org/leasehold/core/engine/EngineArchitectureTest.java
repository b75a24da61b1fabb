package org.leasehold.core.engine;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// Who may make evidence, and who may break an engine.
class EngineArchitectureTest {
  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("org.leasehold");

  @Test
  void evidenceIsMadeOnlyWhereItIsRead() {
    noClasses()
        .that()
        .doNotHaveSimpleName("EvidenceReading")
        .and()
        .doNotHaveSimpleName("VmReportRules") // an exit, read from the report that tells of it
        .should()
        .callConstructorWhere(
            describe("start evidence", (JavaConstructorCall call) -> isEvidence(call)))
        .because("no start without evidence that somebody read")
        .check(classes);
  }

  private static boolean isEvidence(JavaConstructorCall call) {
    return call.getTargetOwner().isAssignableTo(StartEvidence.class);
  }

  @Test
  void noShippedCodeOutsideTheSimulatorTakesASafeguardOut() {
    noClasses()
        .that()
        .resideOutsideOfPackage("org.leasehold.core.sim..")
        .should()
        .callMethodWhere(describe("Engine.without", (JavaCall<?> call) -> isWithout(call)))
        .because("production cannot switch a safety rule off")
        .check(classes);
  }

  private static boolean isWithout(JavaCall<?> call) {
    return call.getTargetOwner().isEquivalentTo(Engine.class) && call.getName().equals("without");
  }

  @Test
  void theEngineSeesNoClockNoThreadNoFileAndNoUnorderedMap() {
    noClasses()
        .that()
        .resideInAnyPackage("org.leasehold.core.engine..", "org.leasehold.core.model..")
        .should()
        .dependOnClassesThat()
        .haveNameMatching(
            "java\\.(io\\.(?!Serializable).*|nio\\..*|net\\..*|util\\.concurrent\\..*|util\\.(Hash.*|Random|Timer|UUID)"
                + "|time\\.(Instant|Clock|LocalDateTime|ZonedDateTime)|lang\\.Thread)")
        .because("the same state and event give the same answer, always")
        .check(classes);
  }
}
