package org.leasehold.core.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.all;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.AbstractClassesTransformer;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.conditions.ArchConditions;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;

/// Rules that more than one module keeps.
public final class HouseRules {
  private static final String NAMES_OF_NOTHING = ".*(Manager|Helper|Utils?)";

  private static final List<String> WORLD_PACKAGES =
      List.of(
          "java.io",
          "java.net",
          "java.nio.channels",
          "java.nio.file",
          "java.sql",
          "java.util.concurrent",
          "java.util.logging",
          "java.util.random");

  private static final List<String> WORLD_CLASSES =
      List.of(
          "java.lang.Process",
          "java.lang.ProcessBuilder",
          "java.lang.Runtime",
          "java.lang.Thread",
          "java.lang.ThreadLocal",
          "java.lang.ScopedValue",
          "java.security.SecureRandom",
          "java.time.Clock",
          "java.time.InstantSource",
          "java.util.Random",
          "java.util.SplittableRandom",
          "java.util.Timer");

  /// Methods of harmless classes.
  private static final List<String> WORLD_CALLS =
      List.of(
          "java.lang.Math.random",
          "java.lang.Object.notify",
          "java.lang.Object.notifyAll",
          "java.lang.Object.wait",
          "java.lang.System.currentTimeMillis",
          "java.lang.System.exit",
          "java.lang.System.getProperty",
          "java.lang.System.getenv",
          "java.lang.System.nanoTime",
          "java.util.Collections.shuffle",
          "java.util.UUID.randomUUID");

  private static final List<String> CHANCE_ORDER_CALLS =
      List.of(
          "java.util.Map.copyOf",
          "java.util.Map.entry",
          "java.util.Map.of",
          "java.util.Map.ofEntries",
          "java.util.Set.copyOf",
          "java.util.Set.of",
          "java.util.stream.Collectors.toMap",
          "java.util.stream.Collectors.toSet",
          "java.util.stream.Collectors.toUnmodifiableMap",
          "java.util.stream.Collectors.toUnmodifiableSet");

  private static final List<String> CHANCE_ORDER_CLASSES =
      List.of("java.util.HashMap", "java.util.HashSet", "java.util.IdentityHashMap");

  private HouseRules() {}

  /// Clock, thread, file, socket, process, chance.
  public static ArchCondition<JavaClass> touchTheWorld() {
    return ArchConditions.dependOnClassesThat(
            DescribedPredicate.<JavaClass>describe(
                "touch the world",
                used ->
                    isIn(WORLD_PACKAGES, used.getPackageName())
                        && !used.getName().startsWith("java.io.Serializable")
                        && !used.getName().startsWith("java.io.ObjectStreamException")))
        .or(dependOn(WORLD_CLASSES))
        .or(call(WORLD_CALLS))
        .or(
            ArchConditions.accessTargetWhere(
                DescribedPredicate.<JavaAccess<?>>describe(
                    "reads a clock",
                    access ->
                        access.getTargetOwner().getPackageName().startsWith("java.time")
                            && access.getTarget().getName().equals("now"))));
  }

  public static ArchCondition<JavaClass> useCollectionsInChanceOrder() {
    return dependOn(CHANCE_ORDER_CLASSES).or(call(CHANCE_ORDER_CALLS));
  }

  private static ArchCondition<JavaClass> dependOn(List<String> names) {
    return ArchConditions.dependOnClassesThat(
        DescribedPredicate.describe("are one of " + names, used -> names.contains(used.getName())));
  }

  private static ArchCondition<JavaClass> call(List<String> names) {
    return ArchConditions.accessTargetWhere(
        DescribedPredicate.<JavaAccess<?>>describe(
            "calls one of " + names, access -> names.contains(fullName(access.getTarget()))));
  }

  private static String fullName(AccessTarget target) {
    return target.getOwner().getName() + "." + target.getName();
  }

  private static boolean isIn(List<String> packages, String name) {
    return packages.stream().anyMatch(one -> name.equals(one) || name.startsWith(one + "."));
  }

  public static ArchRule namesSayWhatAClassIs() {
    return noClasses()
        .should()
        .haveNameMatching(NAMES_OF_NOTHING)
        .because("such a name says that the class has no one idea");
  }

  /// Every package has a package-info with NullMarked.
  public static ArchRule packagesAreNullMarked() {
    return all(new AbstractClassesTransformer<JavaPackage>("packages") {
          @Override
          public Iterable<JavaPackage> doTransform(JavaClasses classes) {
            var packages = new TreeMap<String, JavaPackage>();
            classes.forEach(one -> packages.put(one.getPackageName(), one.getPackage()));
            return packages.values();
          }
        })
        .should(
            new ArchCondition<JavaPackage>("have a package-info with @NullMarked") {
              @Override
              public void check(JavaPackage one, ConditionEvents events) {
                boolean marked = one.isAnnotatedWith(NullMarked.class.getName());
                events.add(
                    new SimpleConditionEvent(
                        one, marked, one.getName() + (marked ? " is marked" : " is not marked")));
              }
            });
  }
}
