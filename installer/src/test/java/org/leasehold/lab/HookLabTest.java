package org.leasehold.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The libvirt hook under a real libvirtd: a guest started by hand without its lease is refused.
@Tag("daemon")
class HookLabTest {
  private static Lab lab;

  @BeforeAll
  static void up() throws Exception {
    lab = Lab.up("guardhook");
    var hook = lab.file("h1", "etc/libvirt/hooks/qemu.d/leasehold");
    Files.createDirectories(hook.getParent());
    Files.copy(Lab.house().resolve("installer/hooks/qemu-leasehold"), hook);
    program(
        "exec %s/bin/java -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp %s org.leasehold.agent.hook.HookMain \"$@\""
            .formatted(System.getProperty("java.home"), Lab.classPath()));
    executable(hook);
    var uuid = lab.command("vm-xml", "vm1").replaceFirst("(?s).*<uuid>(.*)</uuid>.*", "$1");
    lab.write(
        "h1",
        "var/lib/leasehold/protected",
        """
        leasehold-protected 1
        vm %s %s vm1 3145728 1 /storage/store1/xleases
        disk %s /storage/store1/vm1.raw
        """
            .formatted(uuid, lab.lockspace(), uuid));
    lab.in("h1", "systemctl", "restart", "libvirtd");
  }

  /// The hook's program, where an installed host has it.
  private static void program(String line) throws Exception {
    lab.write("h1", "opt/leasehold-hook", "#!/bin/sh\n" + line + "\n");
    executable(lab.file("h1", "opt/leasehold-hook"));
    var hook = lab.file("h1", "etc/libvirt/hooks/qemu.d/leasehold");
    Files.writeString(
        hook,
        Files.readString(Lab.house().resolve("installer/hooks/qemu-leasehold"))
            .replace(
                "${LEASEHOLD_HOOK:-/usr/lib/leasehold-agent/bin/leasehold-hook}",
                "/opt/leasehold-hook"));
  }

  private static void executable(Path file) throws Exception {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterAll
  static void down() throws Exception {
    if (lab != null) lab.close();
  }

  @Test
  void aProtectedDiskWithoutItsLeaseIsRefusedWithTheReason() throws Exception {
    var said = lab.call("vm-start", "--no-lease", "vm1", "h1");
    assertEquals(4, said.code(), said::text);
    assertTrue(
        said.text().contains("disk /storage/store1/vm1.raw belongs to protected VM"), said::text);
  }

  @Test
  void withItsLeaseItStartsAndOtherVmsAreNotTouched() throws Exception {
    lab.command("vm-start", "vm1", "h1");
    lab.command("vm-start", "--no-lease", "vm2", "h1");
    lab.command("vm-stop", "vm1", "h1");
    lab.command("vm-stop", "vm2", "h1");
  }

  @Test
  void anImageOfUnknownVersionIsNotRestored() throws Exception {
    lab.command("vm-start", "vm1", "h1");
    lab.in("h1", "virsh", "save", "vm1", "/var/tmp/vm1.image");
    var said = lab.tryIn("h1", "virsh", "restore", "/var/tmp/vm1.image");
    assertTrue(said.text().contains("does not say at which version of its lease"), said::text);
    assertEquals(false, lab.runs("h1", "vm1"));
  }

  @Test
  void aBrokenHookRefusesOnlyWhatUsesAProtectedDisk() throws Exception {
    var whole = Files.readString(lab.file("h1", "opt/leasehold-hook"));
    program("exit 127");
    try {
      var said = lab.call("vm-start", "--no-lease", "vm1", "h1");
      assertTrue(said.text().contains("the hook is broken"), said::text);
      lab.command("vm-start", "--no-lease", "vm3", "h1");
      lab.command("vm-stop", "vm3", "h1");
    } finally {
      Files.writeString(lab.file("h1", "opt/leasehold-hook"), whole);
    }
  }
}
