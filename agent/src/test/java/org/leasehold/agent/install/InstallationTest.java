package org.leasehold.agent.install;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.protocol.HostInstall;

/// A host that is a folder: what is made, what is refused, what is left.
class InstallationTest {
  private static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEngineEngineEngineEngineEngineEngineEng";
  private static final HostInstall.Order ORDER = new HostInstall.Order(List.of(KEY), false, false);

  @TempDir Path folder;
  private Path root = Path.of("");
  private Path image = Path.of("");
  private final List<String> ran = new ArrayList<>();

  @BeforeEach
  void aBareHost() throws IOException {
    root = Files.createDirectories(folder.resolve("root"));
    image = Files.createDirectories(folder.resolve("image"));
    write(image.resolve("bin/leasehold-agent"), "#!/bin/sh\n");
    var top = Path.of("..").toAbsolutePath().normalize().resolve("installer");
    for (var shared :
        List.of(
            "units/leasehold-agent.service",
            "units/leasehold-guard.service",
            "units/leasehold-lockspaces.service",
            "hooks/qemu-leasehold",
            "sudoers/leasehold-agent")) {
      write(image.resolve("share").resolve(shared), Files.readString(top.resolve(shared)));
    }
    write(root.resolve("etc/passwd"), "root:x:0:0:root:/root:/bin/sh\n");
    write(root.resolve("etc/group"), "root:x:0:\n");
    write(root.resolve("etc/libvirt/hooks/qemu"), "the admin's own\n");
    Files.createDirectories(root.resolve("etc/systemd/system"));
    Files.createDirectories(root.resolve("var/lib"));
    write(root.resolve("usr/sbin/libvirtd"), "");
    write(root.resolve("usr/bin/sudo"), "");
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /// Does to the folder what the programs do to a host.
  private Commands.Ended run(List<String> words) throws IOException {
    ran.add(String.join(" ", words));
    var name = words.getLast();
    var passwd = root.resolve("etc/passwd");
    switch (words.getFirst()) {
      case Commands.USERADD ->
          Files.writeString(
              passwd,
              Files.readString(passwd) + "leasehold:x:999:999::" + Where.LOGIN + ":/bin/sh\n");
      case Commands.USERDEL -> Files.writeString(passwd, "root:x:0:0:root:/root:/bin/sh\n");
      case Commands.SSH_KEYGEN -> {
        write(Path.of(name), "private");
        write(Path.of(name + ".pub"), "ssh-ed25519 AAAA leasehold-migration");
      }
      case Commands.SYSTEMCTL -> {
        var wants = root.resolve("etc/systemd/system/multi-user.target.wants");
        if (words.get(1).equals("enable")) {
          Files.createDirectories(wants);
          Files.createSymbolicLink(wants.resolve(name), Path.of("/etc/systemd/system", name));
        }
        if (words.get(1).equals("disable")) Files.delete(wants.resolve(name));
        if (words.get(1).equals("is-active") && name.equals("virtqemud.service")) {
          return new Commands.Ended(3, "");
        }
      }
      default -> {
        return new Commands.Ended(0, "libvirtd (libvirt) 9.0.0");
      }
    }
    return new Commands.Ended(0, "");
  }

  private Installation installation() throws IOException {
    return new Installation(new Where(root, image), this::run);
  }

  private SortedMap<String, String> content() throws IOException {
    var all = new TreeMap<String, String>();
    try (var files = Files.walk(root)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        all.put(root.relativize(file).toString(), Files.readString(file));
      }
    }
    return all;
  }

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
