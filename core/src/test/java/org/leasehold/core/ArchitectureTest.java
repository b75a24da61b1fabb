package org.leasehold.core;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.leasehold.core.house.HouseRules;

/// Which package may see which, and what the pure ones may never do. A reviewer who wants another
/// arrow changes this file and says why.
@AnalyzeClasses(packages = "org.leasehold.core", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String CORE = "org.leasehold.core.";
  private static final List<String> PURE = List.of("model", "volume", "engine", "sim");
  private static final List<String> EDGES =
      List.of("protocol", "io", "sanlock", "link", "journal", "monitor");

  private static String[] packages(List<String> names) {
    return names.stream().map(name -> CORE + name + "..").toArray(String[]::new);
  }

  @ArchTest
  static final ArchRule everyClassLivesInAPackageOfTheDesign =
      classes()
          .should()
          .resideInAnyPackage(
              packages(java.util.stream.Stream.concat(PURE.stream(), EDGES.stream()).toList()))
          .because("the package list of the design is the map of the code");

  @ArchTest
  static final ArchRule thePureSeeOnlyThePureAndTheLanguage =
      classes()
          .that()
          .resideInAnyPackage(packages(PURE))
          .should()
          .onlyDependOnClassesThat(
              resideInAnyPackage(packages(PURE))
                  .or(resideInAPackage("java.."))
                  .or(resideInAPackage("org.jspecify.annotations.."))
                  .or(belongToAnyOf(byte.class, int.class, long.class)))
          .because("they run in tests, in the simulator and in production alike");

  @ArchTest static final ArchRule theModelSeesOnlyItself = mayUse("model", List.of());

  @ArchTest static final ArchRule theVolumeSeesOnlyTheModel = mayUse("volume", List.of("model"));

  @ArchTest
  static final ArchRule theEngineSeesModelAndVolume = mayUse("engine", List.of("model", "volume"));

  @ArchTest
  static final ArchRule theSimulatorSeesTheEngineAndBelow =
      mayUse("sim", List.of("engine", "model", "volume"));

  private static ArchRule mayUse(String name, List<String> others) {
    var allowed = new java.util.ArrayList<>(others);
    allowed.add(name);
    return noClasses()
        .that()
        .resideInAPackage(CORE + name + "..")
        .should(
            dependOnClassesThat(
                are(
                    resideInAPackage("org.leasehold..")
                        .and(not(resideInAnyPackage(packages(allowed)))))))
        .allowEmptyShould(true);
  }

  @ArchTest
  static final ArchRule thePureHaveNoClockNoThreadNoFileNoSocketNoChance =
      noClasses()
          .that()
          .resideInAnyPackage(packages(PURE))
          .should(HouseRules.touchTheWorld())
          .because("time, threads, bytes and chance come in as arguments");

  @ArchTest
  static final ArchRule thePureHaveNoCollectionInChanceOrder =
      noClasses()
          .that()
          .resideInAnyPackage(packages(PURE))
          .should(HouseRules.useCollectionsInChanceOrder())
          .because("their order changes from run to run; use lists, TreeMap, TreeSet, EnumMap");

  @ArchTest static final ArchRule namesSayWhatAClassIs = HouseRules.namesSayWhatAClassIs();

  @ArchTest
  static final ArchRule everyPackageIsNullMarkedAndExplained = HouseRules.packagesAreNullMarked();
}
