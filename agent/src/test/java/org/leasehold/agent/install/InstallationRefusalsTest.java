package org.leasehold.agent.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.leasehold.core.model.Epoch;
import org.leasehold.core.protocol.CallException;
import org.leasehold.core.protocol.Header;
import org.leasehold.core.protocol.HostInstall;
import org.leasehold.core.protocol.HostTopic;
import org.leasehold.core.protocol.HostTopic.CheckLine;

/// A host on which nothing is installed or taken away: each refusal with its sentence, and nothing
/// is changed.
class InstallationRefusalsTest extends WithBareHost {
  private void refused(String sentence) throws Exception {
    var before = content();
    var told = installation().install(ORDER);
    assertEquals(List.of(sentence), told.refused());
    assertEquals("", told.failed());
    assertEquals(before, content());
  }

  private void notTakenAway(String sentence) throws Exception {
    var before = content();
    assertEquals(
        new HostInstall.Told(List.of(), List.of(sentence), ""), installation().uninstall(false));
    assertEquals(before, content());
  }

  @Test
  void withoutLibvirt() throws Exception {
    Files.delete(root.resolve("usr/sbin/libvirtd"));
    refused(
        "libvirt is not installed: apt install libvirt-daemon-system libvirt-sanlock sanlock"
            + " qemu-system");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          libvirtd (libvirt) 6.4.9 | libvirt 6.4.9 runs one hook only, /etc/libvirt/hooks/qemu, which is yours: update libvirt to 6.5 or newer
          libvirtd (libvirt) 5.9.0 | libvirt 5.9.0 runs one hook only, /etc/libvirt/hooks/qemu, which is yours: update libvirt to 6.5 or newer
          libvirtd of my own       | the version of libvirt is not understood: libvirtd of my own
          """)
  void withALibvirtThatIsTooOldOrUnknown(String says, String sentence) throws Exception {
    libvirtSays = says;
    refused(sentence);
  }

  @Test
  void whereOtherProgramsAre() throws Exception {
    write(root.resolve("opt/leasehold-agent/bin/mine"), "");
    refused("/opt/leasehold-agent is there, and Leasehold has not put it there; move it away");
    write(root.resolve("usr/lib/leasehold-agent/bin/leasehold-agent"), "");
    refused(
        "/usr/lib/leasehold-agent is there, from a package: update that instead, or remove it"
            + " first");
  }

  @Test
  void whereAnotherUserHasTheName() throws Exception {
    write(root.resolve("etc/passwd"), "leasehold:x:1000:1000::/home/leasehold:/bin/sh\n");
    refused(
        "there is a user leasehold with the home /home/leasehold that Leasehold has not made;"
            + " remove it: userdel leasehold");
  }

  @Test
  void aStepThatFailsIsToldWithItsCommand() throws Exception {
    broken = Commands.USERADD;
    assertEquals(
        "make the system user and group leasehold, without a password, at home in"
            + " /var/lib/leasehold-login: /usr/sbin/useradd --system --user-group --home-dir"
            + " /var/lib/leasehold-login --no-create-home --shell /bin/sh --password * --comment"
            + " Leasehold leasehold ended with 9: it is broken",
        installation().install(ORDER).failed());
    broken = "";
    assertEquals("", installation().install(ORDER).failed());
    broken = Commands.USERDEL;
    assertEquals(
        "delete the user leasehold and /var/lib/leasehold-login: /usr/sbin/userdel leasehold ended"
            + " with 9: it is broken",
        installation().uninstall(false).failed());
  }

  @Test
  void whatWasNotInstalledOrIsStillNeededIsNotTakenAway() throws Exception {
    notTakenAway("Leasehold was not installed here by `leasehold host install`");
    installation().install(ORDER);
    write(root.resolve("etc/leasehold/installed-engine"), "user leasehold-engine\n");
    notTakenAway("an engine is installed here; first: leasehold engine uninstall");
  }

  @Test
  void keysOfAHostThatWasSetUpInAnotherWay() throws Exception {
    var order = new HostInstall.KeysOrder(List.of(KEY), List.of());
    assertEquals(
        List.of(
            "this host was not installed by `leasehold host install`: there is no"
                + " /var/lib/leasehold-login/.ssh/authorized_keys"),
        new EngineKeys(where()).change(order).refused());
    var ask =
        new HostTopic.PutPeers(
            new Header(new Epoch(1), 0, 1000, null, 0, "test"), List.of(), List.of());
    var e = assertThrows(CallException.class, () -> new MigrationAccess(where()).put(ask));
    assertEquals(
        "RULE: this host was not installed by `leasehold host install`; its migration keys are put"
            + " in by hand",
        e.code() + ": " + e.sentence());
  }

  private static final String FIX = "run `leasehold host install` for this host again";

  @Test
  void whatIsMissingOfAnInstallationIsFound() throws Exception {
    assertEquals(
        List.of(
            new CheckLine(
                "install.migration-key",
                false,
                "this host has no migration key: no VM can move away from it",
                FIX)),
        new InstallCheck(where()).findings());
    installation().install(ORDER);
    assertEquals(List.of(), new InstallCheck(where()).findings());
    Files.delete(root.resolve("etc/systemd/system/leasehold-guard.service"));
    write(root.resolve("etc/libvirt/hooks/qemu.d/leasehold"), "mine\n");
    Files.delete(
        root.resolve("etc/systemd/system/multi-user.target.wants/leasehold-agent.service"));
    Files.delete(root.resolve("usr/bin/sudo"));
    assertEquals(
        List.of(
            new CheckLine(
                "install.file",
                true,
                "/etc/systemd/system/leasehold-guard.service is missing",
                FIX),
            new CheckLine(
                "install.file",
                false,
                "/etc/libvirt/hooks/qemu.d/leasehold is not as it was installed",
                "if nobody changed it on purpose, move it away and " + FIX),
            new CheckLine(
                "install.unit",
                true,
                "leasehold-agent.service does not start when this host boots",
                "systemctl enable leasehold-agent.service"),
            new CheckLine(
                "install.sudo",
                false,
                "sudo is not installed: the engine cannot restart an agent that hangs",
                "install the package sudo, and " + FIX)),
        new InstallCheck(where()).findings());
  }

  @Test
  void anInstallationThatCannotBeLookedAtIsAFinding() throws Exception {
    installation().install(ORDER);
    var unit = image.resolve("share/units/leasehold-agent.service");
    Files.delete(unit);
    assertEquals(
        List.of(
            new CheckLine(
                "install.unreadable", false, "the installation cannot be looked at: " + unit, FIX)),
        new InstallCheck(where()).findings());
  }
}
