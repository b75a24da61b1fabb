package org.leasehold.agent;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.leasehold.core.house.HouseRules;

/// The rules of the house that the agent keeps too.
@AnalyzeClasses(
    packages = "org.leasehold.agent",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest static final ArchRule PACKAGES_ARE_NULL_MARKED = HouseRules.packagesAreNullMarked();
}
