package org.leasehold.agent.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.leasehold.core.protocol.HostInstall;

/// What is made, what is refused, what is left.
class InstallationTest extends WithBareHost {
  @Test
  void whatIsInstalledIsTakenAwayAgainAndTheAdminsFilesStay() throws Exception {
    var before = content();
    var told = installation().install(ORDER);
    assertEquals("", told.failed());
    assertEquals(List.of(), told.refused());
    assertTrue(told.steps().stream().allMatch(HostInstall.Line::done));
    var unit = root.resolve("etc/systemd/system/leasehold-agent.service");
    assertTrue(Files.readString(unit).contains("/opt/leasehold-agent/bin/leasehold-agent serve"));
    assertTrue(ran.contains("/usr/bin/systemctl restart libvirtd.service"), ran.toString());
    // To restart it would be to leave the lockspaces.
    var leaving = "/usr/bin/systemctl %s leasehold-lockspaces.service";
    assertTrue(ran.contains(leaving.formatted("start")), ran.toString());
    assertFalse(ran.contains(leaving.formatted("restart")), ran.toString());
    assertFalse(ran.contains("/usr/bin/systemctl restart virtqemud.service"), ran.toString());
    assertEquals("", installation().uninstall(false).failed());
    assertEquals(before, content());
  }

  @Test
  void aSecondTimeNothingIsToBeDone() throws Exception {
    installation().install(ORDER);
    ran.clear();
    var told = installation().install(new HostInstall.Order(List.of(KEY), false, true));
    assertTrue(told.steps().stream().allMatch(HostInstall.Line::done), told.toString());
    assertFalse(ran.toString().contains("restart"), ran.toString());
  }

  @Test
  void somebodyElsesFileIsNeitherOverwrittenNorDeleted() throws Exception {
    var hook = root.resolve("etc/libvirt/hooks/qemu.d/leasehold");
    write(hook, "not ours\n");
    var before = content();
    var told = installation().install(ORDER);
    assertEquals(
        List.of(
            "/etc/libvirt/hooks/qemu.d/leasehold is there, and not as Leasehold wrote it; look at it and move it away"),
        told.refused());
    assertEquals(before, content());
  }

  @Test
  void aPlanChangesNothing() throws Exception {
    var before = content();
    var told = installation().install(new HostInstall.Order(List.of(KEY), false, true));
    assertEquals(11, told.steps().stream().filter(step -> !step.done()).count(), told.toString());
    assertEquals(before, content());
  }
}
