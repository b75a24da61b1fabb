package org.leasehold.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.leasehold.core.engine.Request;
import org.leasehold.core.house.HouseRules;
import org.leasehold.core.monitor.EngineFace;
import org.leasehold.core.monitor.Operation;

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

  @ArchTest
  static final ArchRule SCREENS_SEE_ONLY_THE_FACE =
      noClasses()
          .that()
          .resideInAnyPackage("org.leasehold.app.console..")
          .and()
          .resideOutsideOfPackage("org.leasehold.app.console.demo..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.leasehold.core.link..",
              "org.leasehold.core.sanlock..",
              "org.leasehold.core.journal..")
          .because("a screen shows the same whatever is behind the engine's face");

  @ArchTest
  static final ArchRule ONLY_DEMO_AND_WHAT_IF_SIMULATE =
      noClasses()
          .that()
          .resideInAnyPackage("org.leasehold.app.console..")
          .and()
          .resideOutsideOfPackages(
              "org.leasehold.app.console.demo..", "org.leasehold.app.console.whatif..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.leasehold.core.sim..")
          .because("what is simulated must never be taken for what is");

  @ArchTest
  static final ArchRule WHAT_IF_CANNOT_REACH_AN_ENGINE =
      noClasses()
          .that()
          .resideInAPackage("org.leasehold.app.console.whatif..")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(EngineFace.class, Request.class, Operation.class)
          .because("pulling a plug in the simulator must touch nothing");

  @ArchTest
  static final ArchRule VIEW_MODELS_KNOW_NEITHER_NODES_NOR_THREADS =
      noClasses()
          .that()
          .resideInAPackage("org.leasehold.app.console..")
          .and()
          .haveNameMatching(".*(Model|Reading|Reader|Inspector|Card|Row|Look)")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("javafx.scene..", "javafx.stage..", "javafx.application..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.lang.Thread")
          .because("they are tested without windows");

  @ArchTest
  static final ArchRule ONLY_THE_TRAY_SPEAKS_TO_THE_SESSION_BUS =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.leasehold.app.console.tray..")
          .or()
          .haveSimpleName("Tray")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.freedesktop.dbus..", "java.awt..")
          .because("without a bus nothing of its library is loaded");

  @ArchTest
  static final ArchRule SCREENS_DO_NOT_KNOW_EACH_OTHER =
      slices()
          .matching(
              "org.leasehold.app.console."
                  + "(overview|leasemap|confirm|connect|hosts|vms|settings|incidents|events|whatif)..")
          .should()
          .notDependOnEachOther();
}
