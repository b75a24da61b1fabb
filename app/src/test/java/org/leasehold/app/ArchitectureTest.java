package org.leasehold.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.leasehold.core.house.HouseRules;

/// Command line and headless engine run on hosts without a display.
@AnalyzeClasses(
    packages = "org.leasehold.app",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest static final ArchRule NAMES_SAY_WHAT_A_CLASS_IS = HouseRules.namesSayWhatAClassIs();

  @ArchTest static final ArchRule PACKAGES_ARE_NULL_MARKED = HouseRules.packagesAreNullMarked();

  @ArchTest
  static final ArchRule COMMAND_LINE_AND_ENGINE_LOAD_NO_JAVAFX =
      noClasses()
          .that()
          .resideInAnyPackage("org.leasehold.app.cli..", "org.leasehold.app.engine..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("javafx..", "com.sun.javafx..", "org.leasehold.app.console..")
          .because("`leasehold` runs where no display is (design, section 4)");
}
