package org.leasehold.agent.install;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.leasehold.core.protocol.HostInstall;

/// A host that is a folder, and programs that do to it what they do to a host.
abstract class WithBareHost {
  static final String KEY =
      "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEngineEngineEngineEngineEngineEngineEng";
  static final HostInstall.Order ORDER = new HostInstall.Order(List.of(KEY), false, false);

  @TempDir Path folder;
  Path root = Path.of("");
  Path image = Path.of("");
  final List<String> ran = new ArrayList<>();

  /// What libvirt's daemon says of its version.
  String libvirtSays = "libvirtd (libvirt) 9.0.0";

  /// A program that does nothing but end with 9; empty: none.
  String broken = "";

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

  static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /// Does to the folder what the programs do to a host.
  private Commands.Ended run(List<String> words) throws IOException {
    ran.add(String.join(" ", words));
    if (words.getFirst().equals(broken)) return new Commands.Ended(9, "it is broken");
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
        return new Commands.Ended(0, libvirtSays);
      }
    }
    return new Commands.Ended(0, "");
  }

  Where where() {
    return new Where(root, image);
  }

  Installation installation() throws IOException {
    return new Installation(where(), this::run);
  }

  SortedMap<String, String> content() throws IOException {
    var all = new TreeMap<String, String>();
    try (var files = Files.walk(root)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        all.put(root.relativize(file).toString(), Files.readString(file));
      }
    }
    return all;
  }
}
