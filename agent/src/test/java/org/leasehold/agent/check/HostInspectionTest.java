package org.leasehold.agent.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.sanlock.Patience;
import org.leasehold.core.sanlock.SocketSanlockClient;

/// A host's files in a folder of the test's own.
class HostInspectionTest {
  @TempDir private Path root = Path.of("");

  private Path write(String place, String text) throws IOException {
    var file = root.resolve(place);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private HostFacts facts() {
    return new HostInspection(
            root, new SocketSanlockClient(root, Patience.DEFAULT), () -> true, _ -> "kvm1")
        .facts();
  }

  @Test
  void anEmptyHostHasNothingAndSaysThatSanlockIsDown() {
    var facts = facts();
    assertEquals(
        new HostFacts.Libvirt(
            Optional.empty(), false, false, true, false, List.of(), false, List.of(), List.of()),
        facts.libvirt());
    assertEquals(Optional.empty(), facts.sanlock());
    assertEquals(
        "sanlock is not running on this host: no socket at %s/sanlock.sock; start it with systemctl start sanlock"
            .formatted(root),
        facts.sanlockTrouble());
    assertEquals(4, facts.sleepTargets().size());
  }

  @Test
  void libvirtsFilesAreReadAsLibvirtReadsThem() throws Exception {
    write("etc/libvirt/qemu.conf", "#lock_manager = \"lockd\"\nlock_manager = \"sanlock\"\n");
    write("etc/libvirt/qemu-sanlock.conf", "auto_disk_leases=0\nrequire_lease_for_disks=0\n");
    write("usr/lib/x86_64-linux-gnu/libvirt/lock-driver/sanlock.so", "");
    var hook = write("etc/libvirt/hooks/qemu.d/leasehold", "#!/bin/sh\n");
    assertEquals(true, hook.toFile().setExecutable(true));
    write(
        "var/lib/leasehold/protected",
        "leasehold-protected 1\nvm u1 ls u1 3145728 1 /v\ndisk u1 /d/web.raw\n");
    write("etc/libvirt/qemu/web.xml", "<domain><source file='/d/web.raw'/></domain>");
    write("etc/libvirt/qemu/other.xml", "<domain><source file='/d/other.raw'/></domain>");
    assertEquals(
        new HostFacts.Libvirt(
            Optional.of("sanlock"),
            true,
            false,
            false,
            true,
            List.of(),
            false,
            List.of("web"),
            List.of()),
        facts().libvirt());
  }

  @Test
  void whatWasChangedSinceLibvirtdStartedIsNamed() throws Exception {
    write("proc/77/comm", "libvirtd\n");
    Files.setLastModifiedTime(root.resolve("proc/77"), FileTime.fromMillis(1_000_000));
    var before = write("etc/libvirt/qemu-sanlock.conf", "");
    Files.setLastModifiedTime(before, FileTime.fromMillis(999_000));
    write("etc/libvirt/qemu.conf", "lock_manager = \"sanlock\"\n");
    assertEquals(List.of("/etc/libvirt/qemu.conf"), facts().libvirt().stale());
  }

  @Test
  void maskedSleepPacemakerTimeAndLockspacesAreSeen() throws Exception {
    Files.createDirectories(root.resolve("etc/systemd/system"));
    for (var target : List.of("sleep.target", "suspend.target", "hybrid-sleep.target")) {
      Files.createSymbolicLink(
          root.resolve("etc/systemd/system").resolve(target), Path.of("/dev/null"));
    }
    write(
        "var/lib/pacemaker/cib/cib.xml",
        """
        <primitive id="ip" class="ocf" provider="heartbeat" type="IPaddr2"/>
        <primitive id="vm-db" class="ocf" provider="heartbeat" type="VirtualDomain"/>
        """);
    write("proc/9/comm", "chronyd\n");
    write("run/leasehold/guard.watch", "leasehold-guard 1\nlockspace ls 3 10 /v\n");
    var facts = facts();
    assertEquals(List.of("hibernate.target"), facts.sleepTargets());
    assertEquals(List.of("vm-db"), facts.pacemakerVms());
    assertEquals(Optional.of("chronyd"), facts.timeSync());
    assertEquals(
        List.of(new HostFacts.Lockspace("ls", 3, 10, Optional.empty(), 0, "", "")),
        facts.lockspaces());
  }

  @Test
  void retryTimesOfMultipathAndNfsAreReckoned() throws Exception {
    write(
        "etc/multipath.conf",
        "defaults {\n  polling_interval 10\n  no_path_retry 12\n}\ndevices {\n  no_path_retry queue\n}\n");
    write(
        "proc/mounts",
        """
        s:/a /a nfs4 rw,hard,timeo=600,retrans=2 0 0
        s:/b /b nfs rw,soft,timeo=100,retrans=3 0 0
        /dev/sda1 / ext4 rw 0 0
        """);
    assertEquals(
        List.of(
            new HostFacts.Retry("/etc/multipath.conf", "no_path_retry 12", Optional.of(120L)),
            new HostFacts.Retry("/etc/multipath.conf", "no_path_retry queue", Optional.empty()),
            new HostFacts.Retry("/a", "NFS mounted hard", Optional.empty()),
            new HostFacts.Retry("/b", "NFS mounted soft", Optional.of(100L))),
        facts().retries());
  }
}
