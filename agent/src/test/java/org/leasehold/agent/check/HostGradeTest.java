package org.leasehold.agent.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.core.model.Grade;
import org.leasehold.core.model.Protection;
import org.leasehold.core.protocol.HostTopic;

class HostGradeTest {
  private static final HostTopic.CheckLine GRAVE =
      new HostTopic.CheckLine("watchdog", true, "no watchdog runs", "enable wdmd");
  private static final HostTopic.CheckLine MILD =
      new HostTopic.CheckLine("time", false, "time is not synchronised", "install chrony");

  @Test
  void nothingIsPromisedBeforeTheFirstLook() {
    try (var grade = grade("")) {
      assertEquals(
          new Protection(
              Grade.NOT_PROTECTED,
              Protection.Proof.PROVEN,
              List.of("this host has not been checked yet")),
          grade.protection());
    }
  }

  @Test
  void aReportCarriesTheGradeWithWhatIsGraveAndWhyAHostIsUnfit() {
    try (var grade = grade("vm1 started without its lease")) {
      grade.look();
      assertEquals(
          new Protection(
              Grade.GUARD_ONLY,
              Protection.Proof.PROVEN,
              List.of("vm1 started without its lease", "no watchdog runs")),
          grade.protection());
    }
  }

  @Test
  void aLookThatFailsTakesThePromiseBack() {
    try (var grade =
        new HostGrade(
            () -> {
              throw new IllegalStateException("no /proc");
            },
            () -> Protection.Proof.NOT_YET,
            () -> "")) {
      grade.look();
      assertEquals(
          new Protection(
              Grade.NOT_PROTECTED,
              Protection.Proof.NOT_YET,
              List.of("this host could not be checked: no /proc")),
          grade.protection());
    }
  }

  private static HostGrade grade(String unfit) {
    return new HostGrade(
        () -> new HostCheck.Result(Grade.GUARD_ONLY, List.of(GRAVE, MILD)),
        () -> Protection.Proof.PROVEN,
        () -> unfit);
  }
}
